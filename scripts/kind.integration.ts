/** Checks examples/kind without kind: what it applies, and the job that it shows, on the testbed. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { KubeObject } from '@patch-notebook-sts/testbed/cluster/api/objects';
import { ROOT, run, testbedFor } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { parseAllDocuments } from 'yaml';

const FOLDER = `${ROOT}examples/kind`;
const NOTEBOOKS = `${FOLDER}/notebooks.yaml`;
const objects = parseAllDocuments(readFileSync(NOTEBOOKS, 'utf8')).map(
  (document) => document.toJS() as KubeObject,
);
const script = readFileSync(`${FOLDER}/try.sh`, 'utf8');

t.test('the script is one for bash, has help, and names the tool that is missing', async (t) => {
  t.same(await run('bash', ['-n', `${FOLDER}/try.sh`]), { code: 0, stdout: '', stderr: '' });
  const help = await run(`${FOLDER}/try.sh`, ['--help']);
  t.match(help, { code: 0, stdout: /^Five minutes on kind:/, stderr: '' });
  t.match(await run(`${FOLDER}/try.sh`, ['up']), { code: 2, stderr: /^usage: try\.sh \[clean\]$/m });

  const PATH = t.testdir({
    bash: t.fixture('symlink', '/bin/bash'),
    dirname: t.fixture('symlink', '/usr/bin/dirname'),
  });
  const ended = await run('bash', [`${FOLDER}/try.sh`], { PATH });
  t.match(ended, { code: 1, stdout: '', stderr: /^try\.sh: docker: command not found$/m });
});

t.test('kubectl takes the manifests', async (t) => {
  const { run } = await testbedFor(t);
  const ended = await run('kubectl', [
    'create',
    '--dry-run=client',
    '--validate=false',
    '-o',
    'name',
    '-f',
    NOTEBOOKS,
  ]);
  t.equal(ended.code, 0, ended.stderr);
  t.same(ended.stdout.trim().split('\n'), [
    'namespace/try-notebooks',
    'statefulset.apps/lab',
    'statefulset.apps/studio',
  ]);
  for (const object of objects.filter(({ kind }) => kind === 'StatefulSet')) {
    // A field that its type doesn't have would not come back.
    const typed = await run(
      'kubectl',
      ['set', 'env', '--local', '-f', '-', '-o', 'json', 'A=1'],
      {},
      JSON.stringify(object),
    );
    t.match(JSON.parse(typed.stdout), object);
  }
});

t.test('the script pushes what the notebooks run and the list names', async (t) => {
  const images = [...readFileSync(NOTEBOOKS, 'utf8').matchAll(/image: (\S+)/g)].map(([, image]) => image);
  const listed = readFileSync(`${FOLDER}/images.txt`, 'utf8').trim().split('\n');
  t.same(
    listed.map((repository) => `${repository}:v1`),
    images,
  );
  for (const image of images) t.match(script, `${image?.replace('localhost:5001/', ' ')}\n`);
});

/** With what an API server adds. */
const stored = (object: KubeObject): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, uid: `uid-${object.metadata.name}`, generation: 1 },
  status: {},
});

t.test('one tag moves, and one notebook restarts', async (t) => {
  const { cluster, registry, folder, run } = await testbedFor(t);
  // The testbed's registry has any host but this one.
  const elsewhere = (text: string) => text.replaceAll('localhost:5001', 'registry.example.com');
  for (const name of ['lab', 'studio']) registry.push(`registry.example.com/${name}:v1`, { seed: name });
  cluster.load(objects.map((object) => stored(JSON.parse(elsewhere(JSON.stringify(object))))));
  // The testbed makes pods of a changed StatefulSet, not of a loaded one.
  t.match(await run('kubectl', ['rollout', 'restart', '-n', 'try-notebooks', 'statefulset']), { code: 0 });
  await cluster.settled();
  writeFileSync(`${folder}/images.txt`, elsewhere(readFileSync(`${FOLDER}/images.txt`, 'utf8')));
  const chain = (...args: string[]) =>
    run('patch-notebook-sts', args, { IMAGES: `${folder}/images.txt`, WORKDIR: `${folder}/work` });

  t.match(await chain(), { code: 0, stdout: '' }, 'nothing is stale');
  registry.push('registry.example.com/lab:v1', { seed: 'the next lab' });
  t.match(await chain(), { code: 0, stdout: /^\{"stsName":"lab",.*"outcome":"planned".*\}\n$/ });
  t.match(await chain('execute'), { code: 0, stdout: /^\{"stsName":"lab",.*"outcome":"verified".*\}\n$/ });
  t.match(await chain('execute'), { code: 0, stdout: '' }, 'and then nothing is');
});
