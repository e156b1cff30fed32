import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { AFTER, ROOT, run, testbedFor } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';

const saved = (name: string) => readFileSync(`${ROOT}fixtures/after/${name}`, 'utf8');
const CONTAINERS = saved('1-simple-output.txt');
const IMAGES = `${ROOT}fixtures/after/2-images-with-tags.txt`;
const filter = (stdin: string, ...args: string[]) => run('sts-filter', ['-', IMAGES, ...args], {}, stdin);

const restartRows = (text: string): object[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

t.test('on the recorded cluster exactly three are stale', async (t) => {
  const { code, stdout, stderr } = await filter(CONTAINERS);
  t.equal(code, 0);
  t.equal(stdout, saved('3-statefulsets-to-restart.txt'));
  t.equal(
    stderr,
    'sts-filter: 16 workloads: 3 stale, 3 other-tag, 2 pinned, 1 not-running, 4 current, 3 untracked\n',
  );
  const pods = JSON.parse(readFileSync(`${AFTER}/pods.json`, 'utf8')).items;
  t.ok(pods.length > 16, 'the capture has pods of other kinds too');
});

t.test('what only other platforms need, what is too new, and what was moved back', async (t) => {
  const desk = 'k8scc01covidacr.azurecr.io/remote-desktop';
  const runs = 'sha256:36606e50f58d';
  const folder = t.testdir({});
  const images = `${folder}/2.txt`;
  const running = restartRows(CONTAINERS)
    .map((row) => JSON.stringify(row).match(`${runs}[0-9a-f]+`)?.[0])
    .find(Boolean);
  const write = (created: string, was: string, amd64?: string) =>
    writeFileSync(
      images,
      readFileSync(IMAGES, 'utf8')
        .split('\n')
        .map((line) => {
          if (!line.includes(`"${desk}","tag":"v1"`)) return line;
          const row = JSON.parse(line);
          const platforms = {
            'linux/amd64': amd64 ?? row.platforms['linux/amd64'],
            'linux/arm64': row.digest,
          };
          const runs = [{ digest: running, platforms, details: { created: was } }];
          return JSON.stringify({ ...row, details: { created }, running: runs });
        })
        .join('\n'),
    );
  const decide = async (...args: string[]) => {
    const decisions = `${folder}/d.txt`;
    const ended = await run('sts-filter', ['-', images, '--decisions', decisions, ...args], {}, CONTAINERS);
    t.equal(ended.code, 0, ended.stderr);
    return restartRows(readFileSync(decisions, 'utf8')).find((row) => JSON.stringify(row).includes('"desk"'));
  };
  const [early, late] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];
  write(late, early);
  t.match(await decide(), { decision: 'stale' }, 'the node may be arm64');
  t.match(await decide('--platform', 'linux/amd64'), {
    decision: 'current',
    reason: `container desk runs ${runs}, whose linux/amd64 is that of v1`,
  });
  write(late, early, running);
  t.match(await decide('--platform', 'linux/amd64'), { decision: 'stale' });
  t.match(await decide('--no-older'), { decision: 'stale' });
  t.match(await decide('--min-image-age', '24h'), { decision: 'stale' });
  t.match(await decide('--min-image-age', '24h', '--seen', `${folder}/seen.txt`), { decision: 'too-new' });
  t.match(await decide('--min-image-age', '0s', '--seen', `${folder}/seen.txt`), { decision: 'stale' });
  t.equal(restartRows(readFileSync(`${folder}/seen.txt`, 'utf8')).length > 1, true);
  write(new Date().toISOString(), early);
  t.match(await decide('--min-image-age', '24h'), { decision: 'too-new' });
  write(early, late, running);
  t.match(await decide('--no-older'), { decision: 'older', reason: /before what runs/ });
  for (const args of [
    ['--platform', 'amd64'],
    ['--seen', 'x'],
    ['--min-image-age', '1d', '--seen', '-'],
  ])
    t.equal((await filter(CONTAINERS, ...args)).code, 2, args.join(' '));
});

t.test('on the recorded cluster, what is not paired holds', async (t) => {
  const folder = t.testdir({});
  const pairs = `${folder}/2-pairs.txt`;
  const images = readFileSync(IMAGES, 'utf8').split('\n').filter(Boolean);
  const cpu = images
    .map((line) => ImageRow.parse(JSON.parse(line)))
    .find((row) => row.repository.endsWith('/jupyterlab-cpu') && row.tag === 'v1');
  const { repository, tag, digest } = cpu ?? {};
  const write = (outcome: string, more: object = {}) =>
    writeFileSync(
      pairs,
      JSON.stringify({
        repository,
        tag,
        digest,
        partner: 'lab/worker:v1',
        partnerDigest: null,
        outcome,
        reason: 'why',
        ...more,
      }),
    );
  const filterPairs = async () => {
    const ended = await filter(CONTAINERS, '--pairs', pairs, '--decisions', `${folder}/d.txt`);
    const decisions = restartRows(readFileSync(`${folder}/d.txt`, 'utf8'));
    return { ...ended, held: decisions.filter((row) => 'decision' in row && row.decision === 'unpaired') };
  };
  const without = (await filter(CONTAINERS)).stdout;
  write('paired');
  t.match(await filterPairs(), { code: 0, stdout: without, held: { length: 0 } });
  for (const [outcome, more, sentence] of [
    ['mismatched', {}, 'is not paired with lab/worker:v1: why'],
    ['unknown', {}, 'is not known to be paired with lab/worker:v1: why'],
    ['paired', { digest: `sha256:${'0'.repeat(64)}` }, 'about another digest'],
  ] as const) {
    write(outcome, more);
    const { code, stdout, stderr, held } = await filterPairs();
    t.equal(code, 0);
    t.not(stdout, without);
    t.notMatch(stdout, /jupyterlab-cpu/, 'nothing of that image restarts');
    t.ok(held.length > 0);
    for (const row of held)
      t.match(row, { reason: new RegExp(`but v1 is .*; a restart would bring .* ${sentence}`) });
    t.match(stderr, / unpaired/);
  }
  writeFileSync(pairs, '');
  t.match(await filterPairs(), { code: 3, stderr: /no rows of image-pair/ });
  t.equal((await filter(CONTAINERS, '--pairs', '-')).code, 2);
  write('paired');
  t.match(await run('sts-filter', ['-', pairs], {}, CONTAINERS), {
    code: 3,
    stderr: /this is a row of image-pair/,
  });
});

/** The rows as of today: mesh was active an hour ago, the other two three hours ago; all three have run for 30 days. */
const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
const TODAY = CONTAINERS.replaceAll('2026-11-20T23:30:00Z', ago(1))
  .replaceAll('2026-11-20T22:10:00Z', ago(3))
  .replaceAll(/2026-11-20T23:57:\d\dZ/g, ago(30 * 24));
const restarting = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).stsName);

t.test('whoever was active of late is left at work, unless they have run for too long', async (t) => {
  const idleFor = ['--idle-for', '2h'];
  const { code, stdout, stderr } = await filter(TODAY, ...idleFor);
  t.equal(code, 0);
  t.same(restarting(stdout), ['jupyter', 'desk']);
  t.match(stderr, '16 workloads: 2 stale, 1 busy, ');
  const forced = async (after: string) =>
    restarting((await filter(TODAY, ...idleFor, '--force-after', after)).stdout);
  t.same(await forced('29d'), ['jupyter', 'desk', 'mesh']);
  t.same(await forced('31d'), ['jupyter', 'desk']);

  const bare = TODAY.replaceAll(/,"notebook":\{[^}]*\}/g, '');
  t.match(await filter(bare, ...idleFor), { stdout: '', stderr: /16 workloads: 3 activity-unknown, / });
  const anyway = await filter(bare, ...idleFor, '--unknown-activity', 'restart');
  t.same(restarting(anyway.stdout), ['jupyter', 'desk', 'mesh']);
});

t.test('what looks like a mistake in the lists is said, and with --strict fails', async (t) => {
  const [first = '', ...others] = readFileSync(IMAGES, 'utf8').trim().split('\n');
  const { repository, tag } = JSON.parse(first);
  const missing = (row: object) =>
    JSON.stringify({ repository, tag, digest: null, error: 'not-found', ...row });
  const folder = t.testdir({
    'images.txt': `${[first, ...others, missing({ repository: 'ghcr.io/org/rstudoi' })].join('\n')}\n`,
    'tags.txt': `${[first, ...others, missing({ tag: 'V1' })].join('\n')}\n`,
  });
  for (const [images, sentence] of [
    ['images.txt', 'ghcr.io/org/rstudoi is listed, but no workload uses it'],
    ['tags.txt', 'no listed image has the tag V1'],
  ]) {
    const args = ['-', `${folder}/${images}`, '--summary', `${folder}/summary.md`];
    const told = await run('sts-filter', args, {}, CONTAINERS);
    t.match(told, { code: 0, stderr: `sts-filter: ${sentence}; is that meant?\n` });
    t.match(readFileSync(`${folder}/summary.md`, 'utf8'), `### Is this meant?\n\n- ${sentence}.\n`);
    const strict = await run('sts-filter', [...args, '--strict'], {}, CONTAINERS);
    t.match(strict, { code: 3, stdout: told.stdout }, 'the others still restart');
  }
  t.match(await filter(CONTAINERS, '--strict'), { code: 0 });
});

t.test('a notebook that its restart broke is not ready, and with --strict a failure', async (t) => {
  const rows = restartRows(CONTAINERS) as {
    stsName: string;
    image: { imageID: string; name: string };
    spec: { image: string };
    restartedFor?: string;
  }[];
  const wanted = restartRows(readFileSync(IMAGES, 'utf8')) as {
    repository: string;
    tag: string;
    digest: string;
  }[];
  const healthy = rows.find(({ spec, image }) =>
    wanted.some(
      ({ repository, tag, digest }) =>
        spec.image === `${repository}:${tag}` && image.imageID.endsWith(digest),
    ),
  );
  if (healthy === undefined) return t.fail('one notebook of the recording is current');
  const digest = healthy.image.imageID.split('@')[1];
  Object.assign(healthy.image, { ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } });
  healthy.restartedFor = `${healthy.spec.image}@${digest}`;
  const broken = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const folder = t.testdir({});
  const args = ['--summary', `${folder}/summary.md`, '--metrics', `${folder}/m.prom`];
  t.match(await filter(broken, ...args), {
    code: 0,
    stderr: new RegExp(
      `not ready since a restart brought the wanted image: .*/${healthy.stsName}; see kubectl describe pod\n.* 4 current \\(1 not ready\\)`,
    ),
  });
  t.match(readFileSync(`${folder}/summary.md`, 'utf8'), /### Current, but not ready\n[^#]*CrashLoopBackOff/);
  t.match(readFileSync(`${folder}/m.prom`, 'utf8'), /^patch_notebook_sts_not_ready 1$/m);
  t.match(await filter(broken, '--strict'), { code: 1 });
});

t.test('a file without rows is refused unless it may be empty', async (t) => {
  const empty = {
    code: 3,
    stdout: '',
    stderr: /^sts-filter: stdin: no rows of sts-list; did it fail, or find nothing/,
  };
  t.match(await filter(''), empty);
  t.match(await filter('\n'), empty);
  t.match(await filter('', '--allow-empty'), { code: 0, stdout: '' });
  t.match(await run('sts-filter', ['-', '/dev/null'], {}, CONTAINERS), {
    code: 3,
    stderr: /^sts-filter: \/dev\/null: no rows of tag-digest/,
  });
});

t.test('a held digest restarts nobody onto it', async (t) => {
  const bad = 'sha256:b2bf6322373acc2d9d585a930bc4c92d6cc66158ea6ac2016a50c0b79f2eaea2';
  const hold = await filter(CONTAINERS, '--hold', bad);
  t.same(restarting(hold.stdout), ['jupyter', 'desk']);
  t.match(hold.stderr, '2 stale, 1 held, ');
  const folder = t.testdir({
    'hold.txt': `# Friday's build\n${bad}\n`,
    'bad.txt': `# none\n${bad.slice(0, -1)}\n`,
  });
  t.equal((await filter(CONTAINERS, '--hold', `${folder}/hold.txt`)).stdout, hold.stdout);
  t.match(await filter(CONTAINERS, '--hold', `${folder}/bad.txt`), {
    code: 3,
    stdout: '',
    stderr: /^sts-filter: .*bad\.txt:2: "sha256:.*" is not a digest.*\n$/,
  });
});

t.test('a pull policy that does not pull, and what an earlier restart did not help', async (t) => {
  const lazy = CONTAINERS.replace('"imagePullPolicy":"Always"', '"imagePullPolicy":"IfNotPresent"');
  t.same(restarting((await filter(lazy)).stdout), ['desk', 'mesh']);
  t.same(restarting((await filter(lazy, '--allow-pull-policy')).stdout), ['jupyter', 'desk', 'mesh']);
  const images = readFileSync(IMAGES, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const cpu = images.find(({ repository }) => repository.endsWith('/jupyterlab-cpu'));
  const first = JSON.parse(CONTAINERS.split('\n')[0] ?? '');
  const restarted = { ...first, restartedFor: `${cpu.repository}:v1@${cpu.digest}` };
  const { stdout, stderr } = await filter(
    [JSON.stringify(restarted), ...CONTAINERS.split('\n').slice(1)].join('\n'),
  );
  t.same(restarting(stdout), ['desk', 'mesh']);
  t.match(stderr, '2 stale, 1 unmoved, ');
});

t.test('too many at once: no restarts at all, and the reasons', async (t) => {
  const folder = t.testdir({});
  const args = ['-o', `${folder}/3.txt`, '--decisions', `${folder}/d.txt`];
  // 3 of the 13 with a listed image are 23.08%.
  const { code, stdout, stderr } = await filter(CONTAINERS, ...args, '--max-stale', '23%');
  t.equal(code, 4);
  t.equal(stdout, '');
  t.match(stderr, /^sts-filter: 3 of 13 workloads of listed images are stale \(23\.1%\), more than .*\n$/);
  t.notOk(existsSync(`${folder}/3.txt`));
  t.equal(readFileSync(`${folder}/d.txt`, 'utf8'), saved('3-decisions.txt'));
  t.match(await filter(CONTAINERS, '--format', 'table', '--max-stale', '23%'), { code: 4, stdout: '' });
  t.match(await filter(CONTAINERS, ...args, '--max-stale', '24%'), { code: 0 });
  t.equal(readFileSync(`${folder}/3.txt`, 'utf8'), saved('3-statefulsets-to-restart.txt'));
  t.match(await filter(CONTAINERS, '--max-stale', '3'), { code: 2, stderr: /is not a percentage/ });
});

t.test('a restart that does not help is not repeated, by what the cluster itself says', async (t) => {
  const { cluster, loadCapture, folder, run } = await testbedFor(t);
  await loadCapture(AFTER);
  // The tag points to what no node can pull: each gets the image again that it had.
  const elsewhere = readFileSync(IMAGES, 'utf8').replace(/611a[0-9a-f]{60}/g, 'f'.repeat(64));
  writeFileSync(`${folder}/2.txt`, elsewhere);
  const once = async () => {
    const listed = await run('sts-list', ['-n', 'jose-matsuda']);
    return run('sts-filter', ['-', `${folder}/2.txt`], {}, listed.stdout);
  };
  const { stdout } = await once();
  t.same(restarting(stdout), ['jup2']);
  t.equal((await run('sts-restart', ['execute', '--wait', '0', '-'], {}, stdout)).code, 0);
  await cluster.settled();
  t.match(await once(), { stdout: '', stderr: /1 unmoved/ });
});

t.test('each form of a line end gives the same bytes', async (t) => {
  const twins = {
    CRLF: CONTAINERS.replaceAll('\n', '\r\n'),
    'byte order mark': `\uFEFF${CONTAINERS}`,
    'blank lines': CONTAINERS.replaceAll('\n', '\n\n  \n'),
    'no last newline': CONTAINERS.trimEnd(),
    'repeated rows': CONTAINERS + CONTAINERS,
    'another order': CONTAINERS.trimEnd().split('\n').reverse().join('\n'),
  };
  const folder = t.testdir({});
  const file = `${folder}/1.txt`;
  const stdout = saved('3-statefulsets-to-restart.txt');
  for (const [what, text] of Object.entries(twins)) {
    t.match(await filter(text), { code: 0, stdout }, what);
    writeFileSync(file, text);
    t.match(await run('sts-filter', [file, IMAGES]), { code: 0, stdout }, `${what}, from a file`);
  }
});

t.test('decisions are the same, each once, whatever the order and wherever the rows come from', async (t) => {
  const folder = t.testdir({ '1.txt': CONTAINERS.trimEnd().split('\n').reverse().join('\n') });
  const decisions = async (file: string, to = `${folder}/d.txt`) => {
    const args = [file, IMAGES, '--decisions', to, '-o', `${folder}/3.txt`];
    const { stdout } = await run('sts-filter', args);
    return to === '-' ? stdout : readFileSync(to, 'utf8');
  };
  const sorted = await decisions(`${ROOT}fixtures/after/1-simple-output.txt`);
  t.equal(await decisions(`${folder}/1.txt`), sorted);
  t.equal(await decisions(`${folder}/1.txt`, '-'), sorted);
  const pipe = `sts-filter <(cat ${folder}/1.txt) ${IMAGES} --decisions ${folder}/d.txt -o ${folder}/3.txt`;
  t.match(await run('bash', ['--norc', '-c', pipe]), { code: 0 });
  t.equal(readFileSync(`${folder}/d.txt`, 'utf8'), sorted, 'nothing of a pipe is lost');
  const stdin = `sts-filter /dev/stdin ${IMAGES} --decisions ${folder}/d.txt -o ${folder}/3.txt < ${folder}/1.txt`;
  t.match(await run('bash', ['--norc', '-c', stdin]), { code: 0 });
  t.equal(readFileSync(`${folder}/d.txt`, 'utf8'), sorted, 'nor of stdin under another name');
});

t.test('rows to restart carry the rule about activity that they were decided by', async (t) => {
  const args = ['--idle-for', '1s', '--unknown-activity', 'restart', '--force-after', '14d'];
  const rows = restartRows((await filter(CONTAINERS, ...args)).stdout);
  t.ok(rows.length > 0);
  for (const row of rows) t.match(row, { idleFor: '1s', unknownActivity: 'restart', forceAfter: '14d' });
  for (const row of restartRows((await filter(CONTAINERS)).stdout)) t.notOk('idleFor' in row);
});

t.test('swapped files are told apart', async (t) => {
  const swapped = await run('sts-filter', [IMAGES, `${ROOT}fixtures/after/1-simple-output.txt`]);
  t.match(swapped, {
    code: 3,
    stdout: '',
    stderr:
      /:1: .*; this is a row of sts-list, and rows of tag-digest are wanted here: is it the wrong file\?\n$/,
  });
});

t.test('the original’s row is valid as it stands', async (t) => {
  const seed = readFileSync(`${ROOT}fixtures/original-row.txt`, 'utf8');
  t.match(await filter(seed, '--format', 'table'), { code: 0, stdout: /othernotebook +other-tag/ });
  const folder = t.testdir({
    'images.txt': `{"repository":"k8scc01covidacr.azurecr.io/rstudio","tag":"c5b7982c","digest":"sha256:${'1'.repeat(64)}"}`,
  });
  const { stdout } = await run('sts-filter', ['-', `${folder}/images.txt`], {}, seed);
  t.match(JSON.parse(stdout), { stsName: 'othernotebook', action: 'restart' });
});

t.test('damage is refused with its place, and no file appears', async (t) => {
  const root = t.testdir({ input: {}, output: {} });
  const [folder, input] = [`${root}/output`, `${root}/input`];
  const row = JSON.parse(CONTAINERS.split('\n')[0] ?? '');
  const damaged = {
    'not a whole JSON object': CONTAINERS.slice(0, -40),
    'expected object, received null': `${CONTAINERS}null\n`,
    'expected object, received number': `${CONTAINERS}7\n`,
    'expected object, received array': `${CONTAINERS}[]\n`,
    'image.imageID: a damaged digest': CONTAINERS.replace(/(@sha256:[0-9a-f]{63})[0-9a-f]"/, '$1"'),
    'namespace: not a Kubernetes name': CONTAINERS.replace('"namespace":"bob-singh"', '"namespace":"../x"'),
    'stsName: not a Kubernetes name': CONTAINERS.replace('"stsName":"desk"', '"stsName":"--all"'),
    'a line of more than 1048576 bytes': `${JSON.stringify({ ...row, x: 'x'.repeat(10_000_000) })}\n`,
    'disagrees with stdin:1 about container jupyter': `${CONTAINERS}${JSON.stringify({ ...row, image: { ...row.image, imageID: '' } })}\n`,
  };
  for (const [what, text] of Object.entries(damaged)) {
    const args = ['-o', `${folder}/3.txt`, '--decisions', `${folder}/d.txt`];
    const { code, stdout, stderr } = await filter(text, ...args);
    t.equal(code, 3, what);
    t.equal(stdout, '');
    t.match(stderr, new RegExp(`^sts-filter: stdin:\\d+: .*${what}.*\\n$`), what);
    t.same(readdirSync(folder), [], 'no file, not even a partial one');
    writeFileSync(`${input}/1.txt`, text);
    const again = await run('sts-filter', [`${input}/1.txt`, IMAGES, ...args]);
    t.match(
      again,
      { code: 3, stdout: '', stderr: stderr.replaceAll('stdin:', `${input}/1.txt:`) },
      'of a file',
    );
    t.same(readdirSync(folder), []);
  }
});

t.test('a file that cannot be read, and usage', async (t) => {
  t.match(await run('sts-filter', [ROOT, IMAGES]), { code: 1, stderr: /cannot be read: EISDIR/ });
  t.match(await run('sts-filter', [IMAGES]), { code: 2, stderr: /two files needed/ });
  t.match(await run('sts-filter', ['-', '-']), { code: 2, stderr: /only one of the two files can be stdin/ });
});

t.test('a reader that goes away is no error', async (t) => {
  const { code, stderr } = await run('bash', [
    '--norc',
    '-c',
    `set -o pipefail; sts-filter --quiet ${ROOT}fixtures/after/1-simple-output.txt ${IMAGES} | true`,
  ]);
  t.equal(code, 0);
  t.equal(stderr, '');
});

t.test('rows and decisions in one file are refused', async (t) => {
  const folder = t.testdir({});
  const { code, stderr } = await filter(CONTAINERS, '-o', `${folder}/a`, '--decisions', `${folder}/./a`);
  t.match({ code, stderr }, { code: 2, stderr: /--decisions and --output name the same file/ });
  t.same(readdirSync(folder), []);
});

t.test('while it waits for the reader of a FIFO, a signal ends it', async (t) => {
  const folder = t.testdir({ '1.txt': CONTAINERS });
  execFileSync('mkfifo', [`${folder}/fifo`]);
  const files = [`${folder}/1.txt`, IMAGES, '-o', `${folder}/fifo`, '--metrics', `${folder}/m.prom`];
  const child = spawn(process.execPath, [`${ROOT}dist/bin/sts-filter`, ...files], { stdio: 'inherit' });
  const ended = once(child, 'exit');
  // The metrics are written just before the FIFO is opened.
  while (!existsSync(`${folder}/m.prom`)) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGTERM');
  t.same(await ended, [143, null]);
});
