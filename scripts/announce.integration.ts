/**
 * The whole way of an announcement, on a cluster with many stale notebooks: announced, waited for, restarted, reported. The
 * commands have no clock of their own; as where activity is tested, it is the annotations that are put back in time.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { generateNotebooks } from '@patch-notebook-sts/testbed/cluster/generate/generate-notebooks';
import { ROOT, testbedFor } from '@patch-notebook-sts/testbed/commands';
import t, { type Test } from 'tap';

const SCRIPT = `${ROOT}scripts/patch-notebook-sts.sh`;
const HOUR = 3_600_000;
/** As many as were stale in the first rollout that this toolkit was made for. */
const OWNERS = 204;
const NAMES = ['jupyterlab-cpu', 'rstudio'];
const repositoryOf = (name: string) => `k8scc01covidacr.azurecr.io/${name}`;
const [PLANNED_FOR, ANNOUNCED_AT] = ['patch-notebook-sts/planned-for', 'patch-notebook-sts/announced-at'];

/** A cluster with `count` notebooks on two images whose tag has moved, and the chain on it. */
async function staleNotebooks(t: Test, count: number) {
  const testbed = await testbedFor(t, { cluster: { readyDelayMs: 5, terminationMs: 5 } });
  const { cluster, registry, folder } = testbed;
  const push = (seed: string) =>
    NAMES.map((name) => registry.push(`${repositoryOf(name)}:v1`, { seed: `${name} ${seed}` }));
  const running = push('before');
  push('after');
  cluster.load(
    generateNotebooks({
      count,
      image: (index) => ({
        repository: repositoryOf(NAMES[index % 2] ?? ''),
        tag: 'v1',
        digest: running[index % 2] ?? '',
        imagePullPolicy: 'Always',
      }),
    }),
  );
  writeFileSync(`${folder}/images.txt`, NAMES.map((name) => `${repositoryOf(name)}\n`).join(''));
  const workdir = `${folder}/work`;
  const notebooks = () => cluster.objects('notebooks');
  return {
    ...testbed,
    push,
    chain: (mode: string, env: object = {}) =>
      testbed.run(SCRIPT, [mode], {
        IMAGES: `${folder}/images.txt`,
        WORKDIR: workdir,
        ANNOUNCE: '48h',
        STS_RESTART_PAUSE: '0',
        STS_RESTART_BATCH: '100',
        ...env,
      }),
    rows: (name: string) =>
      readFileSync(`${workdir}/${name}`, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    /** Events that owners see, and when their notebooks are to restart. */
    events: () => cluster.objects('events').filter(({ source }) => source.component === 'patch-notebook-sts'),
    dates: () => notebooks().flatMap(({ metadata }) => metadata.annotations?.[PLANNED_FOR] ?? []),
    restarted: () => cluster.objects('statefulsets').filter(({ metadata }) => (metadata.generation ?? 1) > 1),
    annotate: (index: number, annotations: Record<string, string>) => {
      const { namespace = '', name = '' } = notebooks()[index]?.metadata ?? {};
      cluster.edit('notebooks', namespace, name, (notebook) => ({
        ...notebook,
        metadata: {
          ...notebook.metadata,
          annotations: { ...notebook.metadata.annotations, ...annotations },
        },
      }));
    },
    /** Lets the announcements be so much older, as if that time had passed. */
    pass: (ms: number) => {
      for (const { metadata } of notebooks()) {
        const earlier = Object.entries(metadata.annotations ?? {}).map(([key, value]) =>
          key === PLANNED_FOR || key === ANNOUNCED_AT
            ? [key, new Date(Date.parse(value) - ms).toISOString()]
            : [key, value],
        );
        cluster.edit('notebooks', metadata.namespace ?? '', metadata.name, (notebook) => ({
          ...notebook,
          metadata: { ...notebook.metadata, annotations: Object.fromEntries(earlier) },
        }));
      }
      // The Events of a cluster are kept for an hour.
      for (const { metadata } of cluster.objects('events'))
        cluster.remove('events', metadata.namespace ?? '', metadata.name);
    },
  };
}

t.test('all owners are told, nothing restarts for 48 hours, and then what still should', async (t) => {
  const bed = await staleNotebooks(t, OWNERS);
  const { chain, events, dates, restarted, rows, annotate, pass, cluster } = bed;
  const first = await chain('execute');
  t.equal(first.code, 0, first.stderr);
  t.match(first.stderr, `sts-filter: ${OWNERS} workloads: ${OWNERS} not-announced\n`);
  t.match(first.stderr, `sts-announce: ${OWNERS} announced\n`);
  t.equal(new Set(events().map(({ involvedObject }) => involvedObject.uid)).size, OWNERS);
  t.equal(events().length, OWNERS, 'each owner has one Event');
  t.equal(dates().length, OWNERS);
  t.same(restarted(), []);

  pass(HOUR);
  const told = dates();
  const second = await chain('execute');
  t.equal(second.code, 0, second.stderr);
  t.match(second.stderr, `${OWNERS} workloads: ${OWNERS} announced\n`);
  t.match(rows('3-decisions.txt')[0], {
    decision: 'announced',
    reason: new RegExp(`it restarts on ${told[0]} unless its owner opts out`),
  });
  t.match(second.stderr, `sts-announce: ${OWNERS} renewed\n`);
  t.same(dates(), told, 'no date has moved');
  t.equal(events().length, OWNERS);
  t.same(restarted(), [], 'and nothing restarts');

  pass(47 * HOUR);
  annotate(0, { 'patch-notebook-sts/restart': 'never' });
  annotate(1, { 'kubeflow-resource-stopped': 'now' });
  await cluster.settled();
  const third = await chain('execute');
  t.equal(third.code, 0, third.stderr);
  t.equal(rows('4-restarts.txt').length, OWNERS - 2);
  t.same([...new Set(rows('4-restarts.txt').map(({ outcome }) => outcome))], ['verified']);
  t.match(third.stderr, `sts-announce: ${OWNERS - 2} reported\n`);
  t.equal(restarted().length, OWNERS - 1, 'one was only scaled to 0 by its owner');
  const after = events();
  t.equal(after.length, OWNERS - 2, 'each of those owners has one more Event');
  t.same([...new Set(after.map(({ reason }) => reason))], ['ImageUpdated']);
  t.equal(dates().length, 2, 'what was announced and is done is no longer noted');
});

t.test('a tag that moves again is announced anew, and restarts nothing before', async (t) => {
  const { chain, pass, push, rows, restarted, events, dates } = await staleNotebooks(t, 4);
  await chain('execute');
  pass(48 * HOUR);
  push('later');
  const { code, stderr } = await chain('execute');
  t.equal(code, 0, stderr);
  t.match(stderr, /4 workloads: 4 not-announced\n/);
  t.match(rows('3-decisions.txt')[0]?.reason, /what is announced is a restart for another digest$/);
  t.same(restarted(), []);
  t.match(
    rows('3-announced.txt'),
    Array.from({ length: 4 }, () => ({ outcome: 'announced' })),
  );
  t.equal(events().length, 4);
  for (const date of dates()) t.ok(Date.parse(date) > Date.now(), 'with all the notice');
  pass(48 * HOUR);
  t.match(await chain('execute'), { code: 0 });
  t.equal(restarted().length, 4);
});

t.test('what is taken back between the list and the restart does not restart', async (t) => {
  const { chain, pass, run, folder, rows, restarted } = await staleNotebooks(t, 2);
  await chain('execute');
  pass(48 * HOUR);
  await chain('dry-run');
  const plan = `${folder}/work/3-statefulsets-to-restart.txt`;
  t.match(rows('3-statefulsets-to-restart.txt'), [{ announced: '48h' }, { announced: '48h' }]);
  const { code, stderr } = await run('sts-announce', ['execute', '--cancel', plan]);
  t.equal(code, 0, stderr);
  const { stdout } = await run('sts-restart', ['execute', '--pause', '0', plan]);
  t.match(
    stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
    Array.from({ length: 2 }, () => ({ outcome: 'skipped', reason: 'its restart is not announced' })),
  );
  t.same(restarted(), []);
});

t.test('a dry run of the chain tells nobody', async (t) => {
  const { chain, events, dates } = await staleNotebooks(t, 2);
  const { code, stderr } = await chain('dry-run');
  t.equal(code, 0, stderr);
  t.equal((stderr.match(/^== [1-5]\/5 /gm) ?? []).length, 5);
  t.match(stderr, /sts-announce: 2 planned; nobody was told/);
  t.same([...events(), ...dates()], []);
});

t.test('where owners can’t be told nothing restarts, and the status says 1', async (t) => {
  const { chain, cluster, restarted, dates } = await staleNotebooks(t, 2);
  cluster.deny({ verb: 'create', resource: 'events' });
  const { code, stderr } = await chain('execute');
  t.equal(code, 1);
  t.match(stderr, /not allowed to create events/);
  t.same([...restarted(), ...dates()], []);
});

t.test('an ANNOUNCE that is no length of time is refused', async (t) => {
  const { chain } = await staleNotebooks(t, 1);
  t.match(await chain('execute', { ANNOUNCE: '1' }), {
    code: 2,
    stderr: /--announced: "1" is not a duration/,
  });
});
