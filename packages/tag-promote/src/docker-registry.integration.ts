import { writeFileSync } from 'node:fs';
import { run } from '@patch-notebook-sts/testbed/commands';
import { startDockerRegistry, writeLayout } from '@patch-notebook-sts/testbed/docker-registry';
import t, { type Test } from 'tap';
import { rowsOf } from './testing.ts';

// Debian's docker-registry, filled by skopeo, which is the oracle too: what `skopeo inspect` calls the digest is it.

const NAMES = ['oci-single', 'docker-single', 'oci-index', 'docker-list'];

async function skopeo(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run('skopeo', args);
  if (code !== 0) throw new Error(`skopeo: ${stderr}`);
  return stdout.trim();
}

const digestOf = (reference: string) =>
  skopeo('inspect', '--no-tags', '--tls-verify=false', '-f', '{{.Digest}}', `docker://${reference}`);
const rawOf = (reference: string) =>
  skopeo('inspect', '--raw', '--no-tags', '--tls-verify=false', `docker://${reference}`);

/** A registry with four repositories, each with an image under w_1 and another under w_2. */
async function filled(t: Test, more: object = {}) {
  const folder = t.testdir({ storage: {} });
  const storage = `${folder}/storage`;
  const host = await startDockerRegistry(t, storage);
  for (const week of ['1', '2']) {
    const created = `2026-11-0${week}T00:00:00Z`;
    const single = writeLayout(`${folder}/single${week}`, ['linux/amd64'], { created });
    const index = writeLayout(`${folder}/index${week}`, ['linux/amd64', 'linux/arm64'], { created });
    for (const name of NAMES) {
      const from = name.endsWith('single') ? single : index;
      const format = name.startsWith('docker') ? ['--format', 'v2s2'] : [];
      const to = `docker://${host}/lab/${name}:w_${week}`;
      const options = ['--insecure-policy', 'copy', '--all', '--quiet', '--dest-tls-verify=false'];
      await skopeo(...options, ...format, `oci:${from}`, to);
    }
  }
  const again = Object.keys(more).length === 0 ? host : await startDockerRegistry(t, storage, more);
  const images = NAMES.flatMap((name) => ['--image', `${again}/lab/${name}`]);
  return { folder, host: again, images };
}

t.test('promotions keep every byte, and undo brings back what was', async (t) => {
  const { folder, host, images } = await filled(t);
  const promote = (...args: string[]) => run('tag-promote', ['execute', ...args], { HOME: folder });
  const first = await promote('w_1', 'recommended', ...images);
  t.match(first, { code: 0, stderr: 'tag-promote: 4 promoted\n' });
  const second = await promote('w_2', 'recommended', '--no-older', ...images);
  t.match(second, { code: 0, stderr: 'tag-promote: 4 promoted\n' });
  for (const { repository, from, to } of rowsOf(second.stdout)) {
    t.equal(await digestOf(`${repository}:recommended`), to);
    t.equal(await digestOf(`${repository}:w_2`), to);
    t.equal(await digestOf(`${repository}:recommended-previous`), from);
    t.equal(await digestOf(`${repository}:w_1`), from);
    t.equal(await rawOf(`${repository}:recommended`), await rawOf(`${repository}:w_2`), repository);
  }
  t.match(await promote('w_1', 'recommended', '--no-older', ...images), { code: 4, stderr: /4 refused/ });

  writeFileSync(`${folder}/second.txt`, second.stdout);
  t.match(await promote('--undo', `${folder}/second.txt`), { code: 0, stderr: 'tag-promote: 4 promoted\n' });
  for (const { repository, from } of rowsOf(second.stdout))
    t.equal(await digestOf(`${repository}:recommended`), from);

  writeFileSync(`${folder}/first.txt`, first.stdout);
  const undone = await promote('--undo', `${folder}/first.txt`);
  t.match(undone, { code: 4, stderr: /can't delete a tag alone/ }, '2.8.2 has no way to delete a tag alone');
  for (const name of NAMES) t.ok(await digestOf(`${host}/lab/${name}:recommended`), 'it is all still there');
});

t.test('a registry that is read-only', async (t) => {
  const { folder, images } = await filled(t, {
    storage: {
      filesystem: { rootdirectory: `${t.testdirName}/storage` },
      maintenance: { readonly: { enabled: true } },
    },
  });
  const { code, stdout, stderr } = await run('tag-promote', ['execute', 'w_1', 'recommended', ...images], {
    HOME: folder,
  });
  t.equal(code, 1);
  t.match(stderr, /is read-only, or a cache of another registry/);
  t.match(rowsOf(stdout), [{ outcome: 'failed' }, { outcome: 'planned' }, {}, {}]);
});
