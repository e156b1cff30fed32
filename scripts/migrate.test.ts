/** Moves the recorded cluster's notebooks to another tag and pull policy and back, by the commands themselves. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { generateNotebooks } from '@patch-notebook-sts/testbed/cluster/generate/generate-notebooks';
import { AFTER, ROOT, testbedFor } from '@patch-notebook-sts/testbed/commands';
import t, { type Test } from 'tap';

const IMAGES = `${ROOT}fixtures/after/2-images-with-tags.txt`;
const ALL = ['--migrate-to', 'v1', '--fix-pull-policy'];
const WAIT = ['--wait', '20s'];

const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
/** What became of each workload, by its name. */
const outcomesOf = (text: string) =>
  Object.fromEntries(rowsOf(text).map(({ stsName, outcome }) => [stsName, outcome]));

async function recorded(t: Test) {
  const testbed = await testbedFor(t);
  await testbed.loadCapture(AFTER);
  const { run, cluster } = testbed;
  return {
    ...testbed,
    /** The rows of stage 3, of workloads to migrate alone. */
    plan: async (...args: string[]) => {
      const listed = await run('sts-list', []);
      const { code, stdout, stderr } = await run('sts-filter', ['-', IMAGES, ...args], {}, listed.stdout);
      t.equal(code, 0, stderr);
      const lines = stdout.split('\n').filter((line) => line.includes('"action":"migrate"'));
      return lines.map((line) => `${line}\n`).join('');
    },
    restart: (stdin: string, ...args: string[]) =>
      run('sts-restart', [...args, '--migrate', ...WAIT], {}, stdin),
    /** The first container of an object's pod spec. */
    container: (resource: 'notebooks' | 'statefulsets', namespace: string, name: string) =>
      cluster.object(resource, namespace, name)?.spec.template.spec.containers.at(-1),
    pod: (namespace: string, name: string) => cluster.object('pods', namespace, name),
    edit: (namespace: string, name: string, image: string) =>
      run(
        'kubectl',
        ['patch', `notebook/${name}`, '-n', namespace, '--type=json', '-p'].concat(
          JSON.stringify([{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: image }]),
        ),
      ),
  };
}

t.test(
  'each is moved in its Notebook, and ends verified, even what never ran; undo brings them back',
  async (t) => {
    const { plan, restart, container, pod, cluster, run, folder } = await recorded(t);
    const rows = await plan(...ALL, '--migrate-from', '????????*');
    t.same(
      rowsOf(rows).map(({ stsName }) => stsName),
      ['torch', 'othernotebook', 'broken'],
    );
    const dry = await restart(rows);
    t.match(
      dry.stderr,
      /would migrate jose-matsuda\/othernotebook: othernotebook \S+rstudio:c5b7982c -> \S+rstudio:v1\n/,
    );
    t.same(
      cluster.requests.filter(({ method }) => method === 'PATCH'),
      [],
    );

    const done = await restart(rows, 'execute');
    t.equal(done.code, 0, done.stderr);
    t.same(outcomesOf(done.stdout), { torch: 'verified', othernotebook: 'verified', broken: 'verified' });
    const repository = 'k8scc01covidacr.azurecr.io';
    for (const resource of ['notebooks', 'statefulsets'] as const) {
      t.equal(container(resource, 'jose-matsuda', 'othernotebook')?.image, `${repository}/rstudio:v1`);
      t.equal(container(resource, 'team-geo', 'broken')?.image, `${repository}/jupyterlab-cpu:v1`);
      t.equal(container(resource, 'carol-nguyen', 'torch')?.imagePullPolicy, 'Always');
    }
    t.match(
      pod('jose-matsuda', 'othernotebook-0')?.status.containerStatuses?.[0]?.imageID,
      /rstudio@sha256:b2bf/,
    );
    t.match(
      pod('team-geo', 'broken-0')?.status.containerStatuses?.[0]?.imageID,
      /jupyterlab-cpu@sha256:611a/,
    );
    t.match(done.stdout, /"reason":"deleted broken-0, which could not start/);
    const patches = cluster.requests.filter(({ method }) => method === 'PATCH').map(({ path }) => path);
    t.equal(patches.length, 3);
    t.ok(
      patches.every((path) => path.includes('/notebooks/')),
      'no StatefulSet was patched',
    );

    writeFileSync(`${folder}/4.txt`, done.stdout);
    const shown = await run('sts-restart', ['--undo', `${folder}/4.txt`]);
    t.match(shown.stderr, /rstudio:v1 -> \S+rstudio:c5b7982c/);
    t.equal(container('notebooks', 'jose-matsuda', 'othernotebook')?.image, `${repository}/rstudio:v1`);
    const undone = await run('sts-restart', ['execute', '--undo', `${folder}/4.txt`, ...WAIT]);
    t.equal(undone.code, 0, undone.stderr);
    t.same(outcomesOf(undone.stdout), { torch: 'verified', othernotebook: 'verified', broken: 'restarted' });
    t.match(
      rowsOf(undone.stdout).at(-1)?.reason,
      /^it is as it was before its migration, when it never ran: .*(?:ImagePullBackOff|ErrImagePull)/,
    );
    for (const resource of ['notebooks', 'statefulsets'] as const) {
      t.equal(container(resource, 'jose-matsuda', 'othernotebook')?.image, `${repository}/rstudio:c5b7982c`);
      t.equal(container(resource, 'team-geo', 'broken')?.image, `${repository}/jupyterlab-cpu:doesnotexist`);
      t.equal(container(resource, 'carol-nguyen', 'torch')?.imagePullPolicy, 'IfNotPresent');
    }
  },
);

t.test('a Notebook that was edited since is skipped with the reason, and stays as it is', async (t) => {
  const { plan, restart, container, edit } = await recorded(t);
  const rows = await plan('--migrate-to', 'v1', '--migrate-from', 'c5b7982c');
  await edit('jose-matsuda', 'othernotebook', 'ghcr.io/jose/own:1');
  const { code, stdout } = await restart(rows, 'execute');
  t.equal(code, 0);
  const reason =
    'its Notebook was edited between list and execute: container othernotebook is on ghcr.io/jose/own:1 now';
  t.match(rowsOf(stdout), [{ stsName: 'othernotebook', outcome: 'skipped', reason }]);
  t.equal(container('notebooks', 'jose-matsuda', 'othernotebook')?.image, 'ghcr.io/jose/own:1');
  t.match(await restart(stdout, 'execute', '--undo'), { code: 0, stdout: '' }, 'and can not be undone');
});

t.test('an edit between the look and the patch is a conflict, and not lost', async (t) => {
  const { plan, container, run, folder } = await recorded(t);
  const rows = await plan('--migrate-to', 'v1', '--migrate-from', 'c5b7982c');
  const bin = `${folder}/bin`;
  mkdirSync(bin);
  // Somebody is quicker than the first patch.
  const quicker = JSON.stringify([
    { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'ghcr.io/jose/own:1' },
  ]);
  writeFileSync(
    `${bin}/kubectl`,
    `#!/bin/sh
PATH=${process.env.PATH}
case "$*" in
  *patch*) if mkdir ${bin}/once 2>/dev/null; then
    kubectl patch notebook/othernotebook -n jose-matsuda --type=json -p '${quicker}' >/dev/null
  fi ;;
esac
exec kubectl "$@"
`,
  );
  chmodSync(`${bin}/kubectl`, 0o755);
  const env = { PATH: `${bin}:${ROOT}dist/bin:${process.env.PATH}` };
  const { code, stdout, stderr } = await run('sts-restart', ['execute', '--migrate', ...WAIT], env, rows);
  t.equal(code, 0, stderr);
  t.match(rowsOf(stdout), [{ outcome: 'skipped', reason: /edited between list and execute: .*own:1 now$/ }]);
  t.equal(container('notebooks', 'jose-matsuda', 'othernotebook')?.image, 'ghcr.io/jose/own:1');
});

t.test('a StatefulSet that is changed in its Notebook’s stead is changed back', async (t) => {
  const { plan, run, container } = await recorded(t);
  const rows = await plan('--migrate-to', 'v1', '--migrate-from', 'c5b7982c');
  const orphaned = rows.replace(',"owner":{"kind":"Notebook","name":"othernotebook"}', '');
  t.not(orphaned, rows);
  const { code, stdout } = await run('sts-restart', ['execute', '--migrate', '--wait', '2s'], {}, orphaned);
  t.equal(code, 1);
  t.match(rowsOf(stdout), [{ outcome: 'failed', reason: /^its change was undone: / }]);
  t.match(container('statefulsets', 'jose-matsuda', 'othernotebook')?.image, /:c5b7982c$/);
});

t.test('without a Notebook the StatefulSet itself is changed, and back', async (t) => {
  const { plan, restart, run, container, cluster } = await recorded(t);
  await run('kubectl', [
    'delete',
    'notebook/othernotebook',
    'notebook/broken',
    '-n',
    'jose-matsuda',
    '--ignore-not-found',
  ]);
  await run('kubectl', ['delete', 'notebook/broken', '-n', 'team-geo']);
  await cluster.settled();
  const rows = await plan('--migrate-to', 'v1', '--migrate-from', '????????*');
  t.notMatch(rows, /"owner"/);
  const done = await restart(rows, 'execute');
  t.same(outcomesOf(done.stdout), { othernotebook: 'verified', broken: 'verified' }, done.stderr);
  t.match(container('statefulsets', 'jose-matsuda', 'othernotebook')?.image, /rstudio:v1$/);
  t.match(cluster.object('pods', 'jose-matsuda', 'othernotebook-0')?.metadata.annotations, {
    'patch-notebook-sts/digests': /rstudio:v1@sha256:b2bf/,
  });
  const undone = await restart(done.stdout, 'execute', '--undo');
  t.same(outcomesOf(undone.stdout), { othernotebook: 'verified', broken: 'restarted' }, undone.stderr);
  t.match(container('statefulsets', 'jose-matsuda', 'othernotebook')?.image, /rstudio:c5b7982c$/);
});

t.test(
  'a patch whose answer was lost is found, not repeated; the run that goes on after a kill finds it too',
  async (t) => {
    const { plan, run, cluster, folder } = await recorded(t);
    const rows = await plan('--migrate-to', 'v1', '--migrate-from', '????????*');
    cluster.faults.add({ method: 'PATCH', dropAfterBytes: 200 });
    const journal = ['--journal', `${folder}/journal.txt`];
    const { code, stdout, stderr } = await run(
      'sts-restart',
      ['execute', '--migrate', ...journal, ...WAIT],
      {},
      rows,
    );
    t.equal(code, 0, stderr);
    t.same(outcomesOf(stdout), { othernotebook: 'verified', broken: 'verified' });
    t.equal(cluster.requests.filter(({ method }) => method === 'PATCH').length, 2);
    // As if it had been killed before it came to write the outcomes.
    const lines = readFileSync(`${folder}/journal.txt`, 'utf8').split('\n');
    writeFileSync(`${folder}/journal.txt`, `${lines[0]}\n${lines[1]}\n`);
    const again = await run('sts-restart', ['execute', '--migrate', ...journal, ...WAIT], {}, rows);
    t.same(outcomesOf(again.stdout), { othernotebook: 'verified', broken: 'verified' }, again.stderr);
    t.equal(cluster.requests.filter(({ method }) => method === 'PATCH').length, 2);
    t.match(rowsOf(again.stdout)[0]?.startedAt, JSON.parse(lines[1] ?? '').startedAt);
  },
);

t.test('a missing right is named before anything changes', async (t) => {
  for (const [verb, resource, named] of [
    ['patch', 'notebooks', 'patch notebooks.kubeflow.org in namespace jose-matsuda'],
    ['get', 'notebooks', 'get notebooks.kubeflow.org in namespace jose-matsuda'],
    ['delete', 'pods', 'delete pods in namespace jose-matsuda'],
  ] as const) {
    const { plan, restart, cluster } = await recorded(t);
    const rows = await plan('--migrate-to', 'v1', '--migrate-from', 'c5b7982c');
    cluster.deny({ verb, resource });
    const ended = await restart(rows, 'execute');
    t.match(ended, { code: 1, stdout: '', stderr: new RegExp(`not allowed to ${named}; nothing was`) });
    t.same(
      cluster.requests.filter(({ method }) => method === 'PATCH'),
      [],
    );
  }
});

t.test('workloads that share a change share a patch: two kubectl to look, one to change', async (t) => {
  const bed = await testbedFor(t, { cluster: { readyDelayMs: 5, terminationMs: 5 } });
  const repository = 'k8scc01covidacr.azurecr.io/rstudio';
  const [old, wanted] = ['c5b7982c', 'v1'].map((tag) =>
    bed.registry.push(`${repository}:${tag}`, { seed: tag }),
  );
  bed.cluster.load(
    generateNotebooks({
      count: 20,
      image: () => ({ repository, tag: 'c5b7982c', digest: old ?? '', imagePullPolicy: 'Always' }),
    }),
  );
  const images = JSON.stringify({ repository, tag: 'v1', digest: wanted });
  writeFileSync(`${bed.folder}/2.txt`, images);
  const listed = await bed.run('sts-list', []);
  const plan = await bed.run(
    'sts-filter',
    ['-', `${bed.folder}/2.txt`, '--migrate-to', 'v1'],
    {},
    listed.stdout,
  );
  const { stdout, stderr, code } = await bed.run(
    'sts-restart',
    ['execute', '--migrate', '--verbose', ...WAIT],
    {},
    plan.stdout,
  );
  t.equal(code, 0, stderr);
  t.equal(rowsOf(stdout).filter(({ outcome }) => outcome === 'verified').length, 20);
  const calls = stderr.split('\n').filter((line) => line.startsWith('sts-restart: kubectl '));
  t.equal(calls.filter((line) => line.includes(' patch -f - ')).length, 1);
});

t.test('without --migrate nothing is moved, and nothing onto another repository with it', async (t) => {
  const { plan, run, cluster } = await recorded(t);
  const rows = await plan('--migrate-to', 'v1', '--migrate-from', '????????*');
  for (const word of ['dry-run', 'execute']) {
    const { code, stdout, stderr } = await run('sts-restart', [word], {}, rows);
    t.match(
      { code, stdout, stderr },
      { code: 3, stdout: '', stderr: /and 1 more: .*; give --migrate to allow/ },
    );
  }
  const evil = rows.replace(/"to":"[^"]+"/, '"to":"evil.example/miner:1"');
  t.match(await run('sts-restart', ['execute', '--migrate'], {}, evil), {
    code: 3,
    stderr: /containers\.0\.to: not of the same repository as image/,
  });
  t.same(
    cluster.requests.filter(({ method }) => method === 'PATCH'),
    [],
  );
});
