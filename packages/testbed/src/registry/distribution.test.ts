import t from 'tap';
import { distribution } from './distribution.ts';
import { digestOf, recordedManifest } from './manifest.ts';
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from './media-types.ts';
import type { HostOptions } from './options.ts';
import { Store } from './store.ts';
import { basic, requestTo, type Sent } from './testing.ts';
import { Tokens } from './tokens.ts';

const store = new Store();
const tokens = new Tokens();
const digest = store.push('ghcr.io/lab:v1', { seed: '1' });
store.push('ghcr.io/lab:v2', { seed: '2' });
store.push('ghcr.io/lab:v3', { seed: '3' });
const accept = { accept: `${OCI_MANIFEST}, ${OCI_INDEX}` };

function ask(path: string, sent: Sent = { headers: accept }, options: HostOptions = {}) {
  return distribution(requestTo(`https://ghcr.io/v2/${path}`, sent), options, store, tokens);
}

t.test('a manifest by tag and by digest, HEAD as GET', (t) => {
  const answer = ask('lab/manifests/v1');
  t.equal(answer.status, 200);
  t.equal(digestOf(answer.body), digest);
  t.strictSame(answer.headers, {
    'Content-Type': OCI_MANIFEST,
    'Content-Length': String(answer.body.length),
    'Docker-Content-Digest': digest,
    ETag: `"${digest}"`,
  });
  t.strictSame(ask(`lab/manifests/${digest}`), answer);
  t.strictSame(ask('lab/manifests/v1', { method: 'HEAD', headers: accept }), answer);
  t.end();
});

t.test('If-None-Match, quoted or not', (t) => {
  for (const etag of [`"${digest}"`, digest]) {
    t.equal(ask('lab/manifests/v1', { headers: { 'if-none-match': etag } }).status, 304);
  }
  t.equal(ask('lab/manifests/v1', { headers: { ...accept, 'if-none-match': '"x"' } }).status, 200);
  t.end();
});

t.test('errors as docker-registry words them', (t) => {
  const errors = (path: string, sent?: Sent) => {
    const { status, body } = ask(path, sent);
    return [status, JSON.parse(body).errors[0]];
  };
  t.strictSame(errors('lab/manifests/nope'), [
    404,
    { code: 'MANIFEST_UNKNOWN', message: 'manifest unknown', detail: { Tag: 'nope' } },
  ]);
  const unknown = digestOf('unknown');
  t.match(errors(`lab/manifests/${unknown}`), [404, { detail: { Name: 'lab', Revision: unknown } }]);
  t.match(errors('none/manifests/v1'), [404, { code: 'MANIFEST_UNKNOWN' }]);
  t.match(errors('none/tags/list'), [404, { code: 'NAME_UNKNOWN', detail: { name: 'none' } }]);
  t.match(errors('lab/manifests/bad:tag'), [500, { code: 'UNKNOWN' }]);
  t.match(errors('lab/manifests/v1', { headers: { accept: DOCKER_MANIFEST } }), [
    404,
    { message: 'OCI manifest found, but accept header does not support OCI manifests' },
  ]);
  t.match(errors('lab/manifests/v1', { method: 'DELETE' }), [405, { code: 'UNSUPPORTED' }]);
  t.equal(ask('lab/blobs/x').status, 404);
  t.match(errors(`lab/blobs/${unknown}`), [404, { code: 'BLOB_UNKNOWN' }]);
  t.end();
});

t.test('a recorded manifest has HEAD and no GET', (t) => {
  store.put('ghcr.io/recorded:v1', recordedManifest(digestOf('recorded')));
  t.match(ask('recorded/manifests/v1', { method: 'HEAD', headers: accept }), {
    status: 200,
    headers: { 'Docker-Content-Digest': digestOf('recorded'), 'Content-Length': '422' },
  });
  t.match(ask('recorded/manifests/v1'), {
    status: 404,
    body: /only the digest of this manifest was recorded/,
  });
  t.end();
});

t.test('tag lists', (t) => {
  const list = (query: string, options?: HostOptions) => {
    const { status, headers, body } = ask(`lab/tags/list${query}`, {}, options);
    return [status, JSON.parse(body).tags, headers.Link];
  };
  const link = (last: string, n: number) => `</v2/lab/tags/list?last=${last}&n=${n}>; rel="next"`;
  t.strictSame(list(''), [200, ['v1', 'v2', 'v3'], undefined]);
  t.strictSame(list('?n=2'), [200, ['v1', 'v2'], link('v2', 2)]);
  t.strictSame(list('?n=2&last=v2'), [200, ['v3'], undefined]);
  t.strictSame(list('', { tagPageSize: 1 }), [200, ['v1'], link('v1', 1)]);
  t.match(list('?n=x'), [400]);
  t.match(list('?n=1001', { tagPageLimit: 1000 }), [405]);
  t.match(list('?n=1000', { tagPageLimit: 1000 }), [200]);
  t.end();
});

t.test('quirks of other registries', (t) => {
  const has = (method: string, omitDigestHeader: 'get' | 'always') =>
    'Docker-Content-Digest' in
    ask('lab/manifests/v1', { method, headers: accept }, { omitDigestHeader }).headers;
  t.strictSame([has('HEAD', 'get'), has('GET', 'get')], [true, false]);
  t.strictSame([has('HEAD', 'always'), has('GET', 'always')], [false, false]);

  const auth = { scheme: 'basic', users: { u: 'p' } } as const;
  const options: HostOptions = { auth, missingRepository: 401 };
  t.equal(ask('none/manifests/v1', { headers: basic('u', 'p') }, options).status, 401);
  t.equal(ask('lab/manifests/nope', { headers: basic('u', 'p') }, options).status, 404);
  t.equal(ask('', {}, options).status, 401);
  t.equal(ask('', { headers: basic('u', 'p') }, options).status, 200);
  const token = tokens.issue({ service: 'ghcr.io', scopes: ['repository:none:pull'] }, 60);
  t.match(
    ask(
      'none/manifests/v1',
      { headers: { authorization: `Bearer ${token}` } },
      {
        auth: { scheme: 'bearer' },
        missingRepository: 401,
      },
    ).headers['WWW-Authenticate'],
    /error="insufficient_scope"/,
  );
  t.end();
});

t.test('a manifest is pushed under a tag, if it is one and whole', async (t) => {
  const { body } = ask('lab/manifests/v1');
  const push = (text: string, type: string, reference = 'pushed') =>
    ask(`lab/manifests/${reference}`, { method: 'PUT', body: text, headers: { 'content-type': type } });
  t.match(push(body, OCI_MANIFEST), { status: 201, headers: { 'Docker-Content-Digest': digest } });
  t.equal(ask('lab/manifests/pushed').body, body);
  t.match(push(body, OCI_INDEX), { status: 400, body: /MANIFEST_INVALID/ });
  t.match(push('<html>', OCI_MANIFEST), { status: 400, body: /MANIFEST_INVALID/ });
  const index = (child: string) =>
    JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [{ digest: child }] });
  t.match(push(index(digestOf('x')), OCI_INDEX), { status: 400, body: /MANIFEST_BLOB_UNKNOWN/ });
  t.equal(push(index(digest), OCI_INDEX).status, 201);
});

t.test('deleting: by digest, and by tag only where the registry can', async (t) => {
  const doomed = store.push('ghcr.io/doomed:v1', { seed: '1' });
  store.tag('ghcr.io/doomed:v2', doomed);
  const remove = (reference: string, options: HostOptions = { deletes: 'digests' }) =>
    ask(`doomed/manifests/${reference}`, { method: 'DELETE' }, options);
  t.match(remove('v1'), { status: 400, body: /DIGEST_INVALID/ }, 'as docker-registry 2.8.2');
  t.equal(remove('v1', { deletes: 'tags' }).status, 202);
  t.equal(ask('doomed/manifests/v1').status, 404);
  t.equal(ask('doomed/manifests/v2').status, 200);
  t.equal(remove('v1', { deletes: 'tags' }).status, 404);
  t.equal(remove(doomed).status, 202);
  t.equal(ask('doomed/manifests/v2').status, 404, 'with all its tags');
});
