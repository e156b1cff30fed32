import { existsSync, readFileSync } from 'node:fs';
import { ROOT } from '@patch-notebook-sts/testbed/commands';
import { until } from '@patch-notebook-sts/testbed/until';
import t from 'tap';
import { recorded, rows } from './testing.ts';

t.test('killed at any point and run again, it restarts each once and reports each once', async (t) => {
  const stale = rows(readFileSync(`${ROOT}fixtures/after/3-statefulsets-to-restart.txt`, 'utf8'));
  const id = ({ namespace, stsName }: { namespace: string; stsName: string }) => `${namespace}/${stsName}`;
  const settings = { STS_RESTART_BATCH: '1', STS_RESTART_PAUSE: '0' };
  /** All that a whole run asks of the registry and of the cluster, which is the scale for the points. */
  const asked = ({ cluster, registry }: Awaited<ReturnType<typeof recorded>>) =>
    cluster.requests.length + registry.requests.length;
  const whole = await recorded(t);
  t.match(await whole.chain(['execute'], settings), { code: 0 });
  const points = 12;
  for (let point = 0; point <= points; point += 1) {
    const bed = await recorded(t);
    // The last point is between two restarts, however slow this machine is: the second patch gets no answer.
    const isBetween = point === points;
    if (isBetween) bed.cluster.faults.add({ method: 'PATCH', path: /bob-singh/, times: 1, hang: true });
    const { child, ended } = bed.start(['execute'], settings);
    const calls = Math.ceil((asked(whole) * (point + 0.5)) / points);
    const isThere = () => (isBetween ? bed.patches().length >= 2 : asked(bed) >= calls);
    await until(() => isThere() || child.exitCode !== null);
    // The group is gone where the run has ended by itself.
    if (child.exitCode === null) process.kill(-(child.pid ?? 0), 'SIGKILL');
    await ended;
    await bed.cluster.settled();
    const where = isBetween ? 'killed between two restarts' : `killed after ${calls} calls`;
    if (isBetween) t.equal(bed.patches().length, 2, where);
    // The journal goes last: a run without one, whose report is there, came to its end before the kill.
    if (!existsSync(`${bed.workdir}/4-restarts.txt`) || existsSync(`${bed.workdir}/restarts.journal`)) {
      const { code, stderr } = await bed.chain(['execute'], settings);
      t.equal(code, 0, `${where}: ${stderr}`);
    }
    for (const { namespace, stsName } of stale) {
      const { generation } = bed.cluster.object('statefulsets', namespace, stsName)?.metadata ?? {};
      const before = whole.cluster.object('statefulsets', namespace, stsName)?.metadata.generation;
      t.equal(generation, before, `${where}: ${namespace}/${stsName} was changed once`);
    }
    const told = rows(bed.file('4-restarts.txt'));
    t.same(told.map(id).sort(), stale.map(id).sort(), `${where}: each is in the report once`);
    t.same(new Set(told.map(({ outcome }) => outcome)), new Set(['verified']), where);
  }
});
