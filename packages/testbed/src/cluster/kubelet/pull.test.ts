import t from 'tap';
import { digest } from '../testing.ts';
import { NodeImages } from './node-images.ts';
import { pullImage } from './pull.ts';

const REFERENCE = 'registry.test/lab:v1';

/** A node that has `cached`, and a registry that has `current` and counts how often it is asked. */
function setUp(cached: string | undefined, current: string | undefined) {
  const node = new NodeImages();
  if (cached) node.add(REFERENCE, { repository: 'registry.test/lab', digest: digest(cached) });
  const asked: string[] = [];
  const images = {
    async resolve(reference: string) {
      asked.push(reference);
      return current === undefined ? undefined : { digest: digest(current), configDigest: digest('0') };
    },
  };
  const pull = (image: string, imagePullPolicy?: string) =>
    pullImage({ name: 'lab', image, imagePullPolicy }, node, images);
  return { asked, pull, node };
}

for (const [policy, cached, current, expected, questions] of [
  ['Always', 'a', 'b', { image: { digest: digest('b') }, from: 'registry' }, 1],
  ['IfNotPresent', 'a', 'b', { image: { digest: digest('a') }, from: 'node' }, 0],
  ['IfNotPresent', undefined, 'b', { image: { digest: digest('b') } }, 1],
  ['Never', 'a', 'b', { image: { digest: digest('a') } }, 0],
  ['Never', undefined, 'b', { reason: 'ErrImageNeverPull' }, 0],
  [
    'Always',
    'a',
    undefined,
    {
      reason: 'ErrImagePull',
      message:
        `rpc error: code = NotFound desc = failed to pull and unpack image "${REFERENCE}": ` +
        `failed to resolve reference "${REFERENCE}": ${REFERENCE}: not found`,
    },
    1,
  ],
] as const) {
  t.test(
    `${policy}, on the node: ${cached ?? 'nothing'}, in the registry: ${current ?? 'nothing'}`,
    async (t) => {
      const { asked, pull } = setUp(cached, current);
      t.match(await pull(REFERENCE, policy), expected);
      t.equal(asked.length, questions);
    },
  );
}

t.test('a digest that is on the node needs no registry', async (t) => {
  const { asked, pull } = setUp('a', undefined);
  t.match(await pull(`${REFERENCE}@${digest('a')}`, 'Always'), { image: { digest: digest('a') } });
  t.same(asked, []);
});

t.test('a registry that fails', async (t) => {
  const images = { resolve: () => Promise.reject(new Error('down')) };
  const result = await pullImage({ name: 'lab', image: REFERENCE }, new NodeImages(), images);
  t.match(result, {
    reason: 'ErrImagePull',
    message: /: failed to do request: Head "https:\/\/registry\.test\/v2\/lab\/manifests\/v1": down$/,
  });
});

t.test('what one node can’t pull, whatever the reference', async (t) => {
  const { pull, node } = setUp(undefined, 'b');
  node.fail(digest('b'), 'no space left on device');
  for (const image of [REFERENCE, `registry.test/lab@${digest('b')}`])
    t.same(await pull(image), {
      reason: 'ErrImagePull',
      message: `failed to pull and unpack image "${image}": no space left on device`,
    });
  t.match(await setUp(undefined, 'b').pull(REFERENCE), { from: 'registry' });
});
