import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { ROOT } from '@patch-notebook-sts/testbed/commands';
import { until } from '@patch-notebook-sts/testbed/until';
import t, { type Test } from 'tap';
import { RUN_LABEL } from './puller/manifest.ts';
import { PULLERS, rowsOf, type Stale, staleNotebooks } from './testing.ts';

/** A testbed, and a function that starts a run and doesn't wait for it. */
async function bedToKill(t: Test, stale: Stale, pullMs: number) {
  const bed = await staleNotebooks(t, stale, { pullMs });
  const env = {
    ...(await bed.environment(`${bed.folder}/environment`)),
    PATH: `${ROOT}dist/bin:${process.env.PATH}`,
  };
  const out = `${bed.folder}/out.txt`;
  const pulls = `${bed.folder}/pulls.txt`;
  const start = () => {
    const args = ['execute', bed.file, '-o', out, '--pulls', pulls, '--namespace-of-pullers', PULLERS];
    const child = spawn('image-prepull', args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    return { child, ended: once(child, 'exit'), stderr: () => stderr };
  };
  return { ...bed, out, pulls, start };
}

t.test('SIGINT and SIGTERM end a run in good order, and remove what it made', async (t) => {
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const { start, pullers, pulls, out, cluster } = await bedToKill(t, { count: 12, nodes: 4 }, 600_000);
    const { child, ended, stderr } = start();
    await until(() => pullers().length === 4);
    child.kill(signal);
    t.same(await ended, [status, null]);
    t.same(pullers(), [], 'no pod stays');
    t.equal(readFileSync(out, 'utf8'), '', 'no row goes on');
    const rows = rowsOf(readFileSync(pulls, 'utf8'));
    t.ok(rows.length >= 4);
    for (const row of rows) t.match(row, { outcome: 'not-attempted', reason: /^the run was interrupted/ });
    t.match(stderr(), /stopped: the run was interrupted; no workload may restart/);
    t.notOk(cluster.requests.some(({ method }) => method === 'PATCH'));
  }
});

t.test(
  'killed at many points: no pod stays beyond the next run, and no row went on whose image was missing',
  async (t) => {
    const KILLS = 30;
    const bed = await bedToKill(t, { count: 24, nodes: 6 }, 20);
    const { start, out, pullers, isWarm, moveTags, cluster } = bed;
    // How far a run has come is told by what it has asked of the API server.
    cluster.requests.length = 0;
    const whole = start();
    t.same(await whole.ended, [0, null], whole.stderr());
    const steps = cluster.requests.length;
    let cold = 0;
    for (let i = 0; i < KILLS; i += 1) {
      rmSync(out, { force: true });
      moveTags(`kill ${i}`);
      cluster.requests.length = 0;
      const { child, ended } = start();
      const point = Math.floor((i * steps) / KILLS);
      let over = false;
      void ended.then(() => {
        over = true;
      });
      await until(() => over || cluster.requests.length > point);
      child.kill('SIGKILL');
      await ended;
      const went = existsSync(out) ? rowsOf(readFileSync(out, 'utf8')) : [];
      t.ok(went.every(isWarm), `kill ${i}: whatever went on is warm`);
      cold += rowsOf(readFileSync(bed.file, 'utf8')).every(isWarm) ? 0 : 1;
    }
    t.ok(cold > KILLS / 2, `${cold} runs were killed before all was pulled`);
    const last = start();
    t.same(await last.ended, [0, null], last.stderr());
    const runs = new Set(pullers().map(({ metadata }) => metadata.labels?.[RUN_LABEL]));
    t.equal(runs.size, 1, 'of one run only');
    t.equal(rowsOf(readFileSync(out, 'utf8')).length, 24);
    t.ok(rowsOf(readFileSync(out, 'utf8')).every(isWarm));
    t.match(await bed.prepull(['clean']), { code: 0 });
    t.same(pullers(), []);
  },
);
