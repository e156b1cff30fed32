import t from 'tap';
import { acr, acrAuth } from './acr.ts';
import { Store } from './store.ts';
import { basic, bearer, requestTo, type Sent } from './testing.ts';
import { Tokens } from './tokens.ts';

const store = new Store();
const tokens = new Tokens();
const options = { users: { u: 'p' }, aadTokens: ['aad'] };
const first = store.push('myreg.azurecr.io/lab:b', { seed: '1' });
const second = store.push('myreg.azurecr.io/lab:a', { seed: '2' });
store.tag('myreg.azurecr.io/lab:c', first);

function ask(path: string, sent: Sent = { headers: basic('u', 'p') }) {
  const host = { acr: options, auth: acrAuth(options) };
  const answer = acr(requestTo(`https://myreg.azurecr.io${path}`, sent), host, store, tokens);
  return answer && { status: answer.status, headers: answer.headers, ...JSON.parse(answer.body) };
}

t.test('one tag', (t) => {
  t.match(ask('/acr/v1/lab/_tags/a'), {
    status: 200,
    registry: 'myreg.azurecr.io',
    imageName: 'lab',
    tag: { name: 'a', digest: second, createdTime: /Z$/, lastUpdateTime: /Z$/, signed: false },
  });
  t.match(ask('/acr/v1/lab/_tags/x'), {
    status: 404,
    errors: [{ code: 'TAG_UNKNOWN', message: 'the specified tag does not exist' }],
  });
  t.match(ask('/acr/v1/none/_tags/a'), { status: 404, errors: [{ code: 'NAME_UNKNOWN' }] });
  t.end();
});

t.test('pages of tags, by name and by time', (t) => {
  const page = (query: string) => {
    const { tags, headers } = ask(`/acr/v1/lab/_tags?${query}`);
    return [tags.map((tag: { name: string }) => tag.name).join(''), headers.Link];
  };
  const link = (query: string) => `</acr/v1/lab/_tags?${query}>; rel="next"`;
  t.strictSame(page('n=100'), ['abc', undefined]);
  t.strictSame(page('n=2&orderby='), ['ab', link('last=b&n=2&orderby=')]);
  t.strictSame(page('last=b&n=2&orderby='), ['c', undefined]);
  t.strictSame(page('orderby=timeasc'), ['bac', undefined]);
  t.strictSame(page('n=1&orderby=timedesc'), ['c', link('last=c&n=1&orderby=timedesc')]);
  t.strictSame(page('last=c&n=1&orderby=timedesc'), ['a', link('last=a&n=1&orderby=timedesc')]);
  t.strictSame(page(`digest=${first}`), ['bc', undefined]);
  t.end();
});

t.test('manifests with their tags; an untagged one has no such key', (t) => {
  const untagged = store.push('myreg.azurecr.io/lab:gone', { seed: '3' });
  store.delete('myreg.azurecr.io/lab:gone');
  const { manifests } = ask('/acr/v1/lab/_manifests?n=100');
  const byDigest = (digest: string) =>
    manifests.find((manifest: { digest: string }) => manifest.digest === digest);
  t.match(byDigest(first), { tags: ['b', 'c'], mediaType: /manifest/, createdTime: /Z$/ });
  t.ok(byDigest(untagged));
  t.notOk('tags' in byDigest(untagged));
  t.end();
});

t.test('a token needs metadata_read on the repository', (t) => {
  const read = (scope: string) => {
    const token = tokens.issue({ service: 'myreg.azurecr.io', scopes: [scope] }, 60);
    return ask('/acr/v1/lab/_tags/a', { headers: bearer(token) }).status;
  };
  t.equal(read('repository:lab:metadata_read'), 200);
  t.equal(read('repository:lab:pull'), 401);
  t.equal(ask('/acr/v1/lab/_tags/a', {}).status, 401);
  t.end();
});

t.test('an Azure AD token is exchanged for a refresh token', (t) => {
  const form = { grant_type: 'access_token', service: 'myreg.azurecr.io', tenant: 't', access_token: 'aad' };
  const { status, refresh_token } = ask('/oauth2/exchange', { form });
  t.equal(status, 200);
  t.ok(tokens.isRefresh(refresh_token, 'myreg.azurecr.io'));
  t.equal(ask('/oauth2/exchange', { form: { ...form, access_token: 'x' } }).status, 401);
  t.equal(ask('/v2/'), undefined);
  t.end();
});
