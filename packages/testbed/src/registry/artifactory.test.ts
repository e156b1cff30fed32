import t from 'tap';
import { artifactory } from './artifactory.ts';
import { digestOf } from './manifest.ts';
import { OCI_INDEX } from './media-types.ts';
import type { ArtifactoryOptions } from './options.ts';
import { Store } from './store.ts';
import { requestTo, type Sent } from './testing.ts';
import { Tokens } from './tokens.ts';

const store = new Store();
const single = store.push('jfrog.example/docker-local/a/lab:v1', { seed: '1' });
const index = store.push('jfrog.example/docker-local/a/lab:v2', { platforms: { 'linux/amd64': '2' } });
const accept = { accept: OCI_INDEX };

function ask(path: string, sent: Sent = { headers: accept }, options: ArtifactoryOptions = {}) {
  const request = requestTo(`https://jfrog.example/artifactory/api/${path}`, sent);
  return artifactory(request, { anonymous: true, ...options }, store, new Tokens());
}
const manifest = 'docker/docker-local/v2/a/lab/manifests';

t.test('the docker API', (t) => {
  const answer = ask(`${manifest}/v2`);
  t.equal(digestOf(answer.body), index);
  t.match(answer.headers, {
    'Content-Type': OCI_INDEX,
    'Docker-Content-Digest': index,
    'X-Checksum-Sha256': index.slice(7),
    'X-Artifactory-Filename': 'list.manifest.json',
  });
  t.equal(ask(`${manifest}/${single}`).status, 200);
  t.match(ask(`${manifest}/nope`), { status: 404, body: /"MANIFEST_UNKNOWN","message":"The named manifest/ });
  t.match(JSON.parse(ask('docker/docker-local/v2/token').body), { token: String, expires_in: 3600 });
  t.equal(ask('docker/docker-local/v2/').status, 200);
  t.equal(ask('docker/docker-local/').status, 404);
  t.equal(ask(`${manifest}/v2`, {}, { dockerApi: false }).status, 404);
  t.end();
});

t.test('quirks of its headers', (t) => {
  const bare = ask(`${manifest}/v1`, { method: 'HEAD' }).headers;
  t.match(bare, { 'Content-Type': 'application/octet-stream', 'X-Artifactory-Filename': 'v1' });
  t.equal(bare['X-Checksum-Sha256'], single.slice(7));
  t.notOk('Docker-Content-Digest' in bare);
  const omit: ArtifactoryOptions['omit'] = ['Docker-Content-Digest', 'X-Checksum-Sha256'];
  const { headers } = ask(`${manifest}/v2`, { headers: accept }, { omit, octetStream: true });
  t.equal(headers['Content-Type'], 'application/octet-stream');
  for (const name of omit) t.notOk(name in headers, name);
  t.end();
});

t.test('the storage API', (t) => {
  const info = (path: string) => {
    const { status, body } = ask(`storage/docker-local/a/lab/${path}`);
    return { status, ...JSON.parse(body) };
  };
  t.match(info('v1/manifest.json'), {
    status: 200,
    repo: 'docker-local',
    path: '/a/lab/v1/manifest.json',
    checksums: { sha256: single.slice(7) },
  });
  t.match(info('v2/list.manifest.json'), { checksums: { sha256: index.slice(7) } });
  for (const path of ['v1/list.manifest.json', 'v2/manifest.json', 'nope/manifest.json']) {
    t.match(info(path), { status: 404, errors: [{ status: 404, message: 'Unable to find item' }] }, path);
  }
  t.match(info('v1/manifest.json?properties=docker.manifest.digest'), {
    properties: { 'docker.manifest.digest': [single] },
  });
  t.end();
});

t.test('tags, and refusal', (t) => {
  const tags = 'docker/docker-local/v2/a/lab/tags/list';
  t.strictSame(JSON.parse(ask(tags).body), { name: 'a/lab', tags: ['v1', 'v2'] });
  t.equal(
    ask(`${tags}?n=1`).headers.Link,
    '</artifactory/api/docker/docker-local/v2/a/lab/tags/list?last=v1&n=1>; rel="next"',
  );
  t.equal(ask('docker/docker-local/v2/none/tags/list').status, 404);
  t.equal(ask(tags, {}, { anonymous: false }).status, 401);
  t.end();
});

t.test('manifest files, and zap', (t) => {
  const get = (path: string, sent: Sent = {}) =>
    artifactory(
      requestTo(`https://jfrog.example/artifactory/${path}`, sent),
      { anonymous: true },
      store,
      new Tokens(),
    );
  t.equal(digestOf(get('docker-local/a/lab/v2/list.manifest.json').body), index);
  t.equal(digestOf(get('docker-local/a/lab/v1/manifest.json').body), single);
  for (const path of ['v2/manifest.json', 'v1/list.manifest.json', 'nope/manifest.json']) {
    t.equal(get(`docker-local/a/lab/${path}`).status, 404, path);
  }
  t.equal(get('api/zap/docker-local-cache/a/lab/v1', { method: 'POST' }).status, 200);
  t.equal(get('api/zap/docker-local-cache/a/lab/v1').status, 404);
  t.end();
});
