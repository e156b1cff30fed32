import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { StatefulSet } from '@patch-notebook-sts/testbed/cluster/api/objects';
import type { Cluster } from '@patch-notebook-sts/testbed/cluster/cluster';
import { ROOT } from '@patch-notebook-sts/testbed/commands';
import { until } from '@patch-notebook-sts/testbed/until';
import t, { type Test } from 'tap';
import { convergedOnce, outcomes, rowsOf, STALE, staleNotebooks } from './testing.ts';

const QUICK = ['execute', '--pause', '0', '--quiet'];

/** The most workloads that were not ready at a time, at any change of the cluster from now on. */
function mostNotReady(cluster: Cluster): () => number {
  const notReady = new Set<string>();
  let most = 0;
  cluster.onChange(({ resource, key, object }) => {
    if (resource !== 'statefulsets') return;
    if ((object as StatefulSet).status?.readyReplicas === 1) notReady.delete(key);
    else notReady.add(key);
    most = Math.max(most, notReady.size);
  });
  return () => most;
}

t.test(
  'of 1,000 notebooks the 204 stale ones converge, none twice, and at most a batch is down',
  async (t) => {
    const bed = await staleNotebooks(t, { count: 1000 });
    const most = mostNotReady(bed.cluster);
    const { code, stdout, stderr } = await bed.run('sts-restart', QUICK, {}, bed.plan);
    t.equal(code, 0, stderr);
    t.same(outcomes(stdout), { verified: STALE });
    convergedOnce(t, bed, { count: 1000, stale: STALE });
    t.ok(most() > 0 && most() <= 20, `${most()} were not ready at a time`);
  },
);

t.test('images that never get ready stop the run within the limit', async (t) => {
  const bed = await staleNotebooks(t);
  for (const { wanted } of bed.images) bed.cluster.breakImage(wanted, 'never-ready');
  const { code, stdout, stderr } = await bed.run(
    'sts-restart',
    [...QUICK, '--batch', '4', '--wait', '2s', '--max-failures', '3'],
    {},
    bed.plan,
  );
  t.equal(code, 4);
  t.same(outcomes(stdout), { failed: 4, 'not-attempted': STALE - 4 });
  t.equal(bed.restarts().filter((count) => count > 0).length, 4);
  t.match(stderr, /stopped: 4 restarts failed, more than --max-failures/);
  for (const row of rowsOf(stdout).filter(({ outcome }) => outcome === 'failed')) {
    t.match(stderr, `${row.namespace}/${row.stsName}: failed: not ready after 2 s`);
  }
});

t.test('a share as the limit, and failures that don’t reach it', async (t) => {
  const bed = await staleNotebooks(t, { count: 20, stale: 20 });
  bed.cluster.breakImage(bed.images[0]?.wanted ?? '', 'crash-loop');
  const { code, stdout } = await bed.run(
    'sts-restart',
    [...QUICK, '--give-up', '100ms', '--batch', '5', '--max-failures', '20%'],
    {},
    bed.plan,
  );
  t.equal(code, 1);
  t.same(outcomes(stdout), { failed: 4, verified: 16 });
});

t.test('failures of the run that is resumed count: starting again is no way round the limit', async (t) => {
  // Four notebooks have a namespace, of which one is stale: each failure is of another tenant.
  const bed = await staleNotebooks(t, { count: 160, stale: 40 });
  for (const { wanted } of bed.images) bed.cluster.breakImage(wanted, 'crash-loop');
  const args = [
    ...QUICK,
    '--give-up',
    '100ms',
    '--batch',
    '4',
    '--max-failures',
    '3',
    '--journal',
    `${bed.folder}/journal.txt`,
  ];
  t.equal((await bed.run('sts-restart', args, {}, bed.plan)).code, 4);
  const again = await bed.run('sts-restart', args, {}, bed.plan);
  t.equal(again.code, 4);
  t.same(outcomes(again.stdout), { failed: 4, 'not-attempted': 36 });
  t.equal(bed.restarts().filter((count) => count > 0).length, 4, 'no further one');
});

t.test('a journal of one cluster says nothing about another', async (t) => {
  const args = [...QUICK, '--journal', `${t.testdir({})}/journal.txt`];
  const written = () => readFileSync(args.at(-1) ?? '', 'utf8');
  await t.test('of the first', async (t) => {
    const bed = await staleNotebooks(t, { count: 2, stale: 2 });
    t.equal((await bed.run('sts-restart', args, {}, bed.plan)).code, 0);
  });
  const before = written();
  await t.test('on the second', async (t) => {
    const bed = await staleNotebooks(t, { count: 2, stale: 2 });
    const { code, stdout, stderr } = await bed.run('sts-restart', args, {}, bed.plan);
    t.match({ code, stdout }, { code: 2, stdout: '' });
    t.match(stderr, /journal\.txt: this journal is of the cluster https?:.*, and this run is on https?:/);
    t.equal(written(), before);
    t.equal(bed.old(), 2);
  });
});

t.test('a permission that is lost halfway stops the run', async (t) => {
  const bed = await staleNotebooks(t, { count: 40, stale: 40 });
  const running = bed.run('sts-restart', [...QUICK, '--batch', '5'], {}, bed.plan);
  await until(() => bed.restarts().some((count) => count > 0));
  bed.cluster.deny({ verb: 'patch', resource: 'statefulsets' });
  const { code, stdout } = await running;
  t.equal(code, 4);
  const failed = rowsOf(stdout).filter(({ outcome }) => outcome === 'failed');
  t.match(failed[0]?.reason, /Error from server \(Forbidden\): .*cannot patch resource "statefulsets"/);
  t.ok(failed.length <= 10, 'no more than what was under way and the next group');
});

t.test('a signal ends a run in good order: results are written, the rest is not attempted', async (t) => {
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    await interrupt(t, signal, status);
  }
});

async function interrupt(t: Test, signal: NodeJS.Signals, status: number): Promise<void> {
  const bed = await staleNotebooks(t, { count: 40, stale: 40, readyDelayMs: 50 });
  const file = `${bed.folder}/4.txt`;
  writeFileSync(`${bed.folder}/3.txt`, bed.plan);
  const env = {
    ...(await bed.environment(`${bed.folder}/environment`)),
    PATH: `${ROOT}dist/bin:${process.env.PATH}`,
  };
  const child = spawn(
    'sts-restart',
    ['execute', '--batch', '10', '--pause', '1h', '-o', file, `${bed.folder}/3.txt`],
    { env, stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  await until(() => bed.restarts().some((count) => count > 0));
  child.kill(signal);
  t.same(await ended, [status, null], signal);
  const counts = outcomes(readFileSync(file, 'utf8'));
  t.equal(counts['not-attempted'], 30);
  t.equal((counts.verified ?? 0) + (counts.restarted ?? 0), 10, 'the group under way was finished');
  t.equal(bed.restarts().filter((count) => count > 0).length, 10);
}

t.test('200 restarts take one kubectl for each group and distinct patch, and two to look', async (t) => {
  const bed = await staleNotebooks(t, { count: 200, stale: 200 });
  const { code, stderr } = await bed.run(
    'sts-restart',
    ['execute', '--pause', '0', '--wait', '0', '--verbose', '-o', '/dev/null'],
    {},
    bed.plan,
  );
  t.equal(code, 0);
  const calls = stderr.split('\n').filter((line) => line.startsWith('sts-restart: kubectl '));
  // Five images of 40 workloads each, in 10 groups: none has more than one image.
  t.equal(calls.filter((line) => line.includes(' patch -f - ')).length, 10);
  t.equal(calls.filter((line) => line.includes(' get -f - ')).length, 20);
  t.equal(calls.length, 10 + 20 + 1, 'and one for the rights');
});
