import t from 'tap';
import { digest, fakePod } from '../testing.ts';
import { NodeImages } from './node-images.ts';

const image = (hex: string, repository = 'registry.test/lab') => ({
  repository,
  digest: digest(hex),
  configDigest: digest(`${Number.parseInt(hex, 16) - 9}`),
});

t.test('names of images', async (t) => {
  const node = new NodeImages();
  node.add('registry.test/lab:v1', image('a'));
  t.equal(node.reportedName('registry.test/lab:v1', image('a')), 'registry.test/lab:v1');
  t.equal(
    node.reportedName(`registry.test/lab@${digest('a')}`, image('a')),
    'registry.test/lab:v1',
    'a tag of it',
  );
  node.add('registry.test/lab:v1', image('b'));
  t.equal(node.reportedName('registry.test/lab:v1', image('a')), digest('1'), 'the tag has moved on');
  node.add('registry.test/copy:v9', image('a', 'registry.test/copy'));
  t.equal(
    node.reportedName('registry.test/lab:v1', image('a')),
    'registry.test/copy:v9',
    'the same image elsewhere',
  );
  t.same(node.get(`registry.test/lab@${digest('a')}`), image('a'), 'still on disk');
});

t.test('what a captured pod shows', async (t) => {
  const node = new NodeImages();
  const pod = (shown: string, hex: string) =>
    fakePod({
      status: {
        containerStatuses: [{ name: 'lab', image: shown, imageID: `registry.test/lab@${digest(hex)}` }],
      },
    });
  node.learn(pod('registry.test/lab:v1', 'b'));
  node.learn(pod(digest('1'), 'a'));
  t.equal(node.get('registry.test/lab:v1')?.digest, digest('b'), 'a bare id does not hold the tag');
  t.equal(node.get(`registry.test/lab@${digest('a')}`)?.configDigest, digest('1'));
  node.learn(
    fakePod({
      status: { containerStatuses: [{ name: 'lab', image: 'registry.test/none:v1', imageID: '' }] },
    }),
  );
  t.equal(node.get('registry.test/none:v1'), undefined);
});
