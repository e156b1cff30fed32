import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { ROOT } from '@patch-notebook-sts/testbed/commands';
import { until } from '@patch-notebook-sts/testbed/until';
import t, { type Test } from 'tap';
import { rowsOf, staleNotebooks } from './testing.ts';

/** kubectl alone would wait for two minutes, and Kubernetes for one before its SIGKILL. */
const MOST_MS = 60_000;

/** Runs a plan on an API server that no longer answers some requests, and interrupts it there. */
async function interrupted(t: Test, stall: { method?: string; path: RegExp }) {
  const bed = await staleNotebooks(t, { count: 8, stale: 8 });
  const files = { plan: `${bed.folder}/3.txt`, outcomes: `${bed.folder}/4.txt` };
  writeFileSync(files.plan, bed.plan);
  const restore = bed.cluster.faults.add({ ...stall, hang: true });
  const journal = ['--journal', `${bed.folder}/journal.txt`];
  const args = ['execute', '--batch', '4', '--quiet', ...journal, '-o', files.outcomes, files.plan];
  const child = spawn(`${ROOT}dist/bin/sts-restart`, args, {
    env: { ...(await bed.environment(`${bed.folder}/environment`)), PATH: process.env.PATH },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  const stalls = ({ method, path }: { method: string; path: string }) =>
    (stall.method ?? method) === method && stall.path.test(path);
  await until(() => bed.cluster.requests.some(stalls));
  const begin = performance.now();
  child.kill('SIGTERM');
  t.same(await ended, [143, null]);
  t.ok(performance.now() - begin < MOST_MS, `took ${Math.round(performance.now() - begin)} ms`);
  const outcomes = rowsOf(readFileSync(files.outcomes, 'utf8'));
  restore();
  const again = await bed.run('sts-restart', ['execute', '--pause', '0', ...journal, files.plan]);
  t.equal(again.code, 0, again.stderr);
  t.equal(rowsOf(again.stdout).length, 8, 'the next run goes on');
  t.same(new Set(bed.restarts()), new Set([1]), 'each once');
  return outcomes.map(({ outcome, reason }) => `${outcome}: ${reason}`);
}

t.jobs = 3;
t.test('a patch that is not answered does not keep the results from being written', async (t) => {
  const outcomes = await interrupted(t, { method: 'PATCH', path: /./ });
  t.equal(outcomes.filter((one) => one === 'failed: kubectl was ended before it answered').length, 4);
  t.equal(outcomes.filter((one) => one === 'not-attempted: the run was interrupted').length, 4);
});

t.test('nor does a look at what is about to restart', async (t) => {
  const outcomes = await interrupted(t, { path: /\/namespaces\/[^/]+\/pods\// });
  t.equal(outcomes.filter((one) => one === 'failed: kubectl was ended before it answered').length, 4);
  t.equal(outcomes.filter((one) => one === 'not-attempted: the run was interrupted').length, 4);
});

t.test('nor does a watch', async (t) => {
  const outcomes = await interrupted(t, { path: /watch=/ });
  t.equal(outcomes.length, 8);
});
