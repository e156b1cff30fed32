import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { ROOT } from '@patch-notebook-sts/testbed/commands';
import { until } from '@patch-notebook-sts/testbed/until';
import t from 'tap';
import { convergedOnce, outcomes, rowsOf, staleNotebooks } from './testing.ts';

const QUICK = ['execute', '--pause', '0', '--quiet'];

t.test('with every tenth API call failing the end is the same', async (t) => {
  const size = { count: 150, stale: 100 };
  const bed = await staleNotebooks(t, size);
  for (const fault of [{ status: 429, retryAfter: '0' }, { status: 500 }, { dropAfterBytes: 0 }]) {
    bed.cluster.faults.add({ path: /\/(statefulsets|pods|selfsubject)/, every: 30, ...fault });
  }
  // A patch that is carried out, and whose answer is lost.
  bed.cluster.faults.add({ method: 'PATCH', every: 9, dropAfterBytes: 200 });
  const { code, stdout, stderr } = await bed.run('sts-restart', QUICK, {}, bed.plan);
  t.equal(code, 0, stderr);
  t.same(outcomes(stdout), { verified: size.stale });
  convergedOnce(t, bed, size);
});

const KILLS = 50;

t.test(
  'killed at many points and run again: the same end, and every outcome once in the journal',
  async (t) => {
    // More than what the killed runs restart, which is less than a batch each.
    const size = { count: 6 * KILLS, stale: 5 * KILLS };
    const bed = await staleNotebooks(t, size);
    const plan = `${bed.folder}/3.txt`;
    const journal = `${bed.folder}/journal.txt`;
    writeFileSync(plan, bed.plan);
    const env = {
      ...(await bed.environment(`${bed.folder}/environment`)),
      PATH: `${ROOT}dist/bin:${process.env.PATH}`,
    };
    const start = () =>
      spawn(
        'sts-restart',
        [...QUICK, '--batch', '4', '--journal', journal, '-o', `${bed.folder}/4.txt`, plan],
        { env, stdio: 'ignore' },
      );
    let kills = 0;
    // A point is a number of API calls after the start: 1 to 17, each before, within and after what a batch does.
    for (; kills < KILLS; kills += 1) {
      const child = start();
      await killAfter(child, 1 + ((kills * 7) % 17), bed.cluster.requests);
      if (child.signalCode === null) break;
    }
    t.equal(kills, KILLS);
    const last = start();
    const [code] = await once(last, 'exit');
    t.equal(code, 0);
    await bed.cluster.settled();
    convergedOnce(t, bed, size);
    const written = rowsOf(readFileSync(journal, 'utf8')).filter((line) => 'outcome' in line);
    t.equal(written.length, size.stale);
    t.equal(new Set(written.map(({ namespace, stsName }) => `${namespace}/${stsName}`)).size, size.stale);
    t.same(new Set(written.map(({ outcome }) => outcome)), new Set(['verified']));
    const told = rowsOf(readFileSync(`${bed.folder}/4.txt`, 'utf8'));
    t.same(outcomes(readFileSync(`${bed.folder}/4.txt`, 'utf8')), { verified: size.stale });
    t.equal(new Set(told.map(({ namespace, stsName }) => `${namespace}/${stsName}`)).size, size.stale);
  },
);

/** Kills a process with SIGKILL when it has sent so many API calls. */
async function killAfter(child: ChildProcess, calls: number, requests: unknown[]): Promise<void> {
  const ended = once(child, 'exit');
  const from = requests.length;
  await until(() => requests.length >= from + calls || child.exitCode !== null);
  child.kill('SIGKILL');
  await ended;
}

t.test('two runs at the same time restart nothing twice', async (t) => {
  const count = 60;
  const bed = await staleNotebooks(t, { count, stale: count });
  const both = await Promise.all([1, 2].map(() => bed.run('sts-restart', QUICK, {}, bed.plan)));
  for (const { code, stdout } of both) {
    t.equal(code, 0);
    t.same(
      Object.keys(outcomes(stdout)).filter((outcome) => outcome !== 'verified' && outcome !== 'skipped'),
      [],
    );
  }
  t.equal(bed.current(), count);
  t.same(
    bed.restarts().filter((count) => count !== 1),
    [],
  );
  t.equal(
    both.reduce((sum, { stdout }) => sum + (outcomes(stdout).verified ?? 0), 0),
    count,
    'each is one run’s',
  );
});
