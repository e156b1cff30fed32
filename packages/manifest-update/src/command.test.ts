import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ROOT, run } from '@patch-notebook-sts/testbed/commands';
import t, { type Test } from 'tap';
import { digest } from './testing.ts';

const MANIFESTS = `${ROOT}fixtures/manifests`;
const FILES = readdirSync(MANIFESTS, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.(ya?ml|json|env)$/.test(file),
);

/** A copy of the manifests, and the command on some of them. */
function copyFor(t: Test) {
  const folder = t.testdir({});
  cpSync(MANIFESTS, folder, { recursive: true });
  const read = (file: string) => readFileSync(`${folder}/${file}`, 'utf8');
  const update = async (files: readonly string[], ...args: string[]) => {
    const paths = files.map((file) => `${folder}/${file}`);
    const { code, stdout, stderr } = await run('manifest-update', [
      ...args,
      '--images',
      `${folder}/2-images-with-tags.txt`,
      ...paths,
    ]);
    const rows = stdout.startsWith('{')
      ? stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [];
    return {
      code,
      stdout: stdout.replaceAll(`${folder}/`, ''),
      stderr: stderr.replaceAll(`${folder}/`, ''),
      rows,
    };
  };
  /** The lines of a file that are not as they were, each with what it was. */
  const changed = (file: string): [string, string][] => {
    const [before, after] = [readFileSync(`${MANIFESTS}/${file}`, 'utf8'), read(file)].map((text) =>
      text.split('\n'),
    );
    return (before ?? []).flatMap((line, i) =>
      line === after?.[i] ? [] : [[line.trim(), after?.[i]?.trim() ?? '']],
    );
  };
  return { folder, read, update, changed };
}

const PAIR = ['rhodium/jupyter-config.yml', 'rhodium/impactlab-config.yml'];

t.test('two configurations that disagree: found by --check, and mended by one run', async (t) => {
  const { update, changed } = copyFor(t);
  const check = await update(PAIR, '--check');
  t.equal(check.code, 4);
  t.match(
    check.stderr,
    /docker\.io\/rhodium\/notebook has different versions: 4c8d3a1\w+ in rhodium\/impactlab-config\.yml:6; 91e8177\w+ in rhodium\/jupyter-config\.yml:5/,
  );
  t.match(await update(PAIR), {
    code: 0,
    stderr: /2 planned; no file was written/,
    rows: [{ outcome: 'planned' }, { outcome: 'planned' }],
  });
  for (const file of PAIR) t.same(changed(file), [], 'a dry run writes nothing');
  t.match(await update(PAIR, 'execute'), { code: 0, rows: [{ outcome: 'updated' }, { outcome: 'updated' }] });
  const tag = '5e1234567890abcdef1234567890abcdef123456';
  t.same(changed('rhodium/jupyter-config.yml'), [
    ['tag: 91e8177fe0db3a60b343ff01a5deb699bcb6eb2a', `tag: ${tag}`],
  ]);
  t.same(changed('rhodium/impactlab-config.yml'), [
    ['tag: 4c8d3a1fe0db3a60b343ff01a5deb699bcb6eb2a   # 2019-06', `tag: ${tag}   # 2019-06`],
  ]);
  t.match(await update(PAIR, '--check'), {
    code: 0,
    rows: [{ outcome: 'unchanged' }, { outcome: 'unchanged' }],
  });
});

t.test('the whole corpus: which lines change, and what is left', async (t) => {
  const { update, changed, read } = copyFor(t);
  const { code, rows } = await update(FILES, 'execute');
  t.equal(code, 0);
  const app = (tag: string) => `ghcr.io/org/app:${tag}`;
  const lab = (tag: string) => `gcr.io/example-project/notebook:${tag}`;
  const expected: Record<string, [string, string][]> = {
    'z2jh-values.yaml': [
      ['tag: v1.0.0', 'tag: v1.1.0'],
      [
        `image: '${lab('v1.0.0')}'   # the same, with more memory`,
        `image: '${lab('v1.1.0')}'   # the same, with more memory`,
      ],
      [`image: "${lab('v1.0.0-octave')}"`, `image: "${lab('v1.1.0-octave')}"`],
    ],
    'kustomize/kustomization.yaml': [
      [
        'newTag: "1.10"   # {"$imagepolicy": "apps:app:tag"}',
        'newTag: "v2"   # {"$imagepolicy": "apps:app:tag"}',
      ],
    ],
    'kustomize/params.env': [
      [`notebook-image=${app('v1')}`, `notebook-image=${app('v2')}`],
      [`export QUOTED="${app('v1')}"  # kept`, `export QUOTED="${app('v2')}"  # kept`],
    ],
    'kubeflow/configmap.yaml': [
      [`value: ${app('v1')}`, `value: ${app('v2')}`],
      [`- ${app('v1')}`, `- ${app('v2')}`],
    ],
    'helm/values.yaml': [['tag: v1', 'tag: v2']],
    'helm/templates/deployment.yaml': [],
    'odh/params-latest.env': [],
    'odh/commit-latest.env': [],
    'windows.yaml': [
      ['tag: v1 # CRLF, a BOM, and no last line end', 'tag: v2 # CRLF, a BOM, and no last line end'],
    ],
    'pod.json': [
      [
        `"containers": [{"name": "lab", "image": "${app('v1')}"}],`,
        `"containers": [{"name": "lab", "image": "${app('v2')}"}],`,
      ],
    ],
  };
  for (const [file, lines] of Object.entries(expected)) t.same(changed(file), lines, file);
  t.equal(
    read('windows.yaml'),
    readFileSync(`${MANIFESTS}/windows.yaml`, 'utf8').replace('v1 ', 'v2 '),
    'byte for byte',
  );
  const left = rows
    .filter(({ outcome }) => outcome === 'skipped')
    .map(({ from, reason }) => `${from}: ${reason}`);
  for (const reason of [
    `${lab('latest')}: it follows the moving tag latest; name it with --at to change it`,
    `${lab('test')}: it is in a comment or a longer text`,
    `v1: it is an alias, *tag`,
    `v1: it is put together by a merge key, <<`,
  ])
    t.ok(left.includes(reason), reason);
  t.ok(
    left.some((one) => one.startsWith(`${app('v1')}: YAML can't read this`)),
    'the template',
  );
});

t.test('the recommended image: its weekly tag, and the title beside it', async (t) => {
  const { update, changed } = copyFor(t);
  const files = ['rsp/values-idfprod.yaml', 'rsp/values-base.yaml'];
  const { code } = await update(files, 'execute', '--to', 'alias', '--also', 'name=Weekly {tag}');
  t.equal(code, 0);
  const lab = 'registry.hub.docker.com/lsstsqre/sciplat-lab';
  t.same(changed(files[0] ?? ''), [
    [`"image_url": "${lab}:w_2022_33",`, `"image_url": "${lab}:w_2022_40",`],
    ['"name": "Weekly 2022_33"', '"name": "Weekly 2022_40"'],
  ]);
  const [[before = '', after = ''] = []] = changed(files[1] ?? '');
  t.equal(after, before.replaceAll('2022_33', '2022_40'));
});

t.test('digests, and values that are named', async (t) => {
  const { folder, update, changed } = copyFor(t);
  const { code } = await update(
    ['odh/params-latest.env', 'kustomize/kustomization.yaml'],
    'execute',
    '--to',
    'digest',
  );
  t.equal(code, 0);
  t.same(changed('kustomize/kustomization.yaml'), [[`- digest: ${digest('1')}`, `- digest: ${digest('b')}`]]);
  t.same(
    changed('odh/params-latest.env').map(([, after]) => after.split('@')[1]),
    [digest('a'), digest('a')],
  );
  await update([], 'execute', '--at', `${folder}/kustomize/params.env:APP_TAG=ghcr.io/org/app`);
  t.ok(changed('kustomize/params.env').some(([, after]) => after === 'APP_TAG=v2'));
  const missing = await update([], '--at', `${folder}/kustomize/params.env:APP_TGA=ghcr.io/org/app`);
  t.match(missing, { code: 2, stderr: /params\.env has no value at APP_TGA/ });
});

t.test('a date as a tag gets quotes', async (t) => {
  const { folder, update, read } = copyFor(t);
  writeFileSync(
    `${folder}/2-images-with-tags.txt`,
    `${JSON.stringify({ repository: 'ghcr.io/org/app', tag: '2022-10-01', digest: digest('a') })}\n`,
  );
  writeFileSync(`${folder}/a.yaml`, 'name: ghcr.io/org/app\ntag: v1 # c\n');
  await update(['a.yaml'], 'execute');
  t.equal(read('a.yaml'), 'name: ghcr.io/org/app\ntag: "2022-10-01" # c\n');
});

t.test('on a terminal a dry run shows a diff, and what is left', async (t) => {
  const { folder } = copyFor(t);
  const file = `${folder}/z2jh-values.yaml`;
  const line = `${ROOT}dist/bin/manifest-update --images ${folder}/2-images-with-tags.txt ${file}`;
  const shown = execFileSync('script', ['-qec', line, '/dev/null'], { encoding: 'utf8' }).replaceAll(
    '\r',
    '',
  );
  t.match(shown, /^--- a\/.*z2jh-values\.yaml$/m);
  t.match(shown, /^- {4}tag: v1\.0\.0\n\+ {4}tag: v1\.1\.0$/m);
  t.match(shown, /z2jh-values\.yaml:13: .*:latest is left: it follows the moving tag/);
});

t.test('all files or none', async (t) => {
  const { update, changed } = copyFor(t);
  const { code } = await update([...PAIR, 'missing.yaml'], 'execute');
  t.equal(code, 1);
  for (const file of PAIR) t.same(changed(file), []);
});

t.test('wrong arguments', async (t) => {
  const { folder, update } = copyFor(t);
  t.match(await update([]), { code: 2, stderr: /no FILE to update/ });
  t.match(await update(PAIR, 'execute', '--check'), { code: 2, stderr: /--check writes no file/ });
  t.match(await update(PAIR, '--also', 'name=x'), { code: 2, stderr: /--also/ });
  t.match(await run('manifest-update', [`${folder}/pod.json`]), { code: 2, stderr: /images/ });
});
