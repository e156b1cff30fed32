import t from 'tap';
import { artifactoryWrite } from './artifactory-promotion.ts';
import { Store } from './store.ts';
import { requestTo } from './testing.ts';

const lab = 'jfrog.example/docker-local/a/lab';

function start() {
  const store = new Store();
  const digest = store.push(`${lab}:v1`, { seed: '1' });
  const old = store.push(`${lab}:r`, { seed: '2' });
  const send = (method: string, path: string, body = '') =>
    artifactoryWrite(requestTo(`https://jfrog.example/artifactory/${path}`, { method, body }), store);
  const promote = (more: object, key = 'docker-local') =>
    send(
      'POST',
      `api/docker/${key}/v2/promote`,
      JSON.stringify({ targetRepo: key, dockerRepository: 'a/lab', tag: 'v1', targetTag: 'r', ...more }),
    );
  const at = (tag: string) => store.resolve(`${lab}:${tag}`)?.digest;
  return { digest, old, send, promote, at };
}

t.test('a promotion copies a tag, or moves it', async (t) => {
  const { promote, at, digest } = start();
  t.match(promote({ copy: true }), { status: 200, body: 'Promotion ended successfully' });
  t.same([at('v1'), at('r')], [digest, digest]);
  t.match(promote({ targetTag: 'moved' }), { status: 200 });
  t.same([at('v1'), at('moved')], [undefined, digest]);
});

t.test('what it refuses', async (t) => {
  const { promote, send, at, digest, old } = start();
  t.match(promote({ tag: 'nope' }), {
    status: 404,
    body: /"status":404,"message":"Unable to find 'a\/lab:nope'/,
  });
  t.match(promote({}, 'nope'), { status: 404 });
  t.match(promote({ targetRepo: 'other' }), { status: 400 });
  for (const body of ['', '{', 'null'])
    t.match(send('POST', 'api/docker/k/v2/promote', body), { status: 400 });
  t.same([at('v1'), at('r')], [digest, old]);
});

t.test('a tag is deleted by its folder, and the image with its last tag', async (t) => {
  const { promote, send, at, digest } = start();
  t.match(send('DELETE', 'docker-local/a/lab/nope'), { status: 404 });
  promote({ copy: true });
  t.match(send('DELETE', 'docker-local/a/lab/r'), { status: 204 });
  t.same([at('v1'), at('r'), at(`x@${digest}`)], [digest, undefined, digest]);
  t.match(send('DELETE', 'docker-local/a/lab/v1'), { status: 204 });
  t.equal(at(`x@${digest}`), undefined);
  t.equal(send('GET', 'docker-local/a/lab/v1'), undefined);
  t.equal(send('DELETE', 'api/docker/docker-local/v2/promote'), undefined);
});
