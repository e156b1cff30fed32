import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { StatefulSet } from '@patch-notebook-sts/testbed/cluster/api/objects';
import type { Cluster } from '@patch-notebook-sts/testbed/cluster/cluster';
import { ROOT } from '@patch-notebook-sts/testbed/commands';
import { until } from '@patch-notebook-sts/testbed/until';
import t, { type Test } from 'tap';
import { rowsOf, STALE, staleNotebooks } from './testing.ts';

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

const outcomes = (text: string) => {
  const counts: Record<string, number> = {};
  for (const { outcome } of rowsOf(text)) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

/** All notebooks run what is wanted: the stale ones restarted once, and no other. */
function convergedOnce(
  t: Test,
  bed: Awaited<ReturnType<typeof staleNotebooks>>,
  { count, stale }: { count: number; stale: number },
): void {
  t.same([bed.old(), bed.current()], [0, count]);
  const counts = bed.restarts();
  t.same(
    counts.filter((count) => count > 1),
    [],
    'none twice',
  );
  t.equal(counts.filter((count) => count === 1).length, stale, 'each once, and no other');
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

t.test('with every tenth API call failing the end is the same', async (t) => {
  const size = process.env.TEST_FULL ? { count: 150, stale: 100 } : { count: 60, stale: 40 };
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

// Each point costs the start of a command and of its tools, so only test.sh --integration tries all.
const KILLS = process.env.TEST_FULL ? 50 : 6;

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
  const count = process.env.TEST_FULL ? 60 : 24;
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
