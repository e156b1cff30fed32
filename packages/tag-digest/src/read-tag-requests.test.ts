import t from 'tap';
import { registryFor } from './testing.ts';

t.test('requests from --image, --images and --from together', async (t) => {
  const { registry, folder, tagDigest } = await registryFor(t);
  for (const name of ['a', 'b', 'c']) registry.push(`ghcr.io/${name}:v1`, { seed: name });
  const row = { stsName: 's', image: { name: 's', imageID: '' }, spec: { image: 'ghcr.io/c:v1' } };
  const { writeFileSync } = await import('node:fs');
  writeFileSync(`${folder}/images.txt`, '\uFEFF# ours\r\nghcr.io/b\r\n\r\nghcr.io/a:v1 # again');
  const args = [
    'v1',
    '--image',
    'ghcr.io/a',
    '--images',
    `${folder}/images.txt`,
    '--from',
    '-',
    '--format',
    'name',
  ];
  const { code, stdout, stderr } = await tagDigest(args, {}, JSON.stringify(row));
  t.same([code, stderr], [0, '']);
  t.equal(stdout, 'ghcr.io/a:v1\nghcr.io/b:v1\nghcr.io/c:v1\n');
  t.match(await tagDigest(['v1']), {
    code: 2,
    stderr: /nothing to look up: give --images, --image or --from/,
  });
  t.match(await tagDigest(['a/b', '--image', 'x']), { code: 2, stderr: /"a\/b" is not a tag\n$/ });
  t.match(await tagDigest(['v1,v2', '--image', 'x']), {
    code: 2,
    stderr: 'tag-digest: "v1,v2" is not a tag; separate tags by blanks\n',
  });
  t.match(await tagDigest(['v1', '--image', 'https://ghcr.io/a/b']), {
    code: 2,
    stderr: 'tag-digest: --image: "https://ghcr.io/a/b" is not an image name; leave out https://\n',
  });
  t.match(await tagDigest(['v1', '--images', folder]), { code: 1, stderr: /cannot be read/ });
});
