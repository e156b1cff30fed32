import t from 'tap';
import { digestOf, recordedManifest } from './manifest.ts';
import { OCI_INDEX } from './media-types.ts';
import { Store } from './store.ts';

const stale = digestOf('stale');

t.test('push, move, delete', (t) => {
  const store = new Store();
  const first = store.push('busybox', { seed: '1' });
  const second = store.push('docker.io/library/busybox:latest', { seed: '2' });
  t.match(store.resolve('busybox:latest'), { digest: second });
  t.match(store.resolve(`busybox@${first}`), { digest: first });
  store.tag('busybox', first);
  t.match(store.resolve('busybox'), { digest: first });
  t.throws(() => store.tag('busybox:v9', stale), RangeError);
  t.throws(() => store.push(`busybox@${first}`, { seed: '1' }), TypeError);
  store.delete('busybox');
  t.equal(store.resolve('busybox'), undefined);
  store.tag('busybox:again', first);
  store.delete(`busybox@${first}`);
  t.equal(store.resolve('busybox:again'), undefined);
  store.delete('ghcr.io/never/there:v1');
  t.equal(store.resolve('ghcr.io/never/there:v1'), undefined);
  t.end();
});

t.test('hosts and repositories do not mix', (t) => {
  const store = new Store();
  const digest = store.push('a.io/lab:v1', { seed: '1' });
  t.equal(store.resolve('b.io/lab:v1'), undefined);
  t.equal(store.resolve(`a.io/other@${digest}`), undefined);
  t.end();
});

t.test('an index resolves to itself and its platforms to themselves', (t) => {
  const store = new Store();
  const digest = store.push('a.io/lab:v1', { platforms: { 'linux/amd64': '1', 'linux/arm64': '1' } });
  const resolved = store.resolve('a.io/lab:v1');
  t.match(resolved, {
    digest,
    mediaType: OCI_INDEX,
    platforms: { 'linux/amd64': String, 'linux/arm64': String },
  });
  const child = store.resolve(`a.io/lab@${resolved?.platforms['linux/amd64']}`);
  t.equal(child?.configDigest, resolved?.configDigest);
  t.end();
});

t.test('what is learned never moves a tag, and a config digest stays known', (t) => {
  const store = new Store();
  const current = store.push('a.io/lab:v1', { seed: '1' });
  store.learn('a.io/lab:v1', stale, digestOf('config'));
  t.match(store.resolve('a.io/lab:v1'), { digest: current });
  t.match(store.resolve(`a.io/lab@${stale}`), { configDigest: digestOf('config') });
  store.put('a.io/lab:v1', recordedManifest(stale));
  t.match(store.resolve('a.io/lab:v1'), { digest: stale, configDigest: digestOf('config') });
  store.learn('b.io/lab:v1', stale);
  t.match(store.resolve('b.io/lab:v1'), { digest: stale, configDigest: /^sha256:[0-9a-f]{64}$/ });
  store.learn(`b.io/lab@${current}`, current);
  t.match(store.resolve(`b.io/lab@${current}`), { digest: current });
  t.end();
});

t.test('later is newer, even within a millisecond', (t) => {
  const store = new Store();
  for (let i = 0; i < 50; i++) store.push(`a.io/lab:v${i}`, { seed: `${i}` });
  const times = [...(store.repository('a.io', 'lab')?.tags.values() ?? [])].map((tag) => tag.lastUpdateTime);
  t.strictSame([...new Set(times)].sort(), times);
  t.end();
});
