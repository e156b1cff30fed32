import { connect } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { until } from '../until.ts';
import { startCluster } from './cluster.ts';
import { loadCapture } from './generate/load-capture.ts';
import { CAPTURES, call, imageMap, kubectlFor, testCluster } from './testing.ts';

const TWINS = '/apis/apps/v1/namespaces/team-geo/statefulsets/twins';

async function captured(t: Parameters<typeof testCluster>[0]) {
  const cluster = await testCluster(t);
  cluster.load(await loadCapture(join(CAPTURES, 'after')));
  return cluster;
}

t.test('objects', async (t) => {
  const cluster = await captured(t);
  t.match(await call(cluster, 'GET', TWINS), {
    status: 200,
    body: { kind: 'StatefulSet', apiVersion: 'apps/v1' },
  });
  t.match((await call(cluster, 'GET', '/api/v1/namespaces/team-geo')).body, { kind: 'Namespace' });
  t.match(await call(cluster, 'GET', `${TWINS}-not`), {
    status: 404,
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'statefulsets.apps "twins-not" not found',
      reason: 'NotFound',
      details: { name: 'twins-not', group: 'apps', kind: 'statefulsets' },
      code: 404,
    },
  });
  t.match(await call(cluster, 'GET', '/api/v1/secrets'), { status: 404 });
  t.match(await call(cluster, 'PUT', TWINS, {}), { status: 405, body: { reason: 'MethodNotAllowed' } });
});

t.test('generation and resourceVersion', async (t) => {
  const cluster = await captured(t);
  const versions = async (patch: object) => {
    const { metadata } = (await call(cluster, 'PATCH', TWINS, patch)).body;
    return [metadata.generation, metadata.resourceVersion];
  };
  t.same(await versions({ spec: { replicas: 2 } }), [2, '1457'], 'nothing changes');
  const [generation, version] = await versions({ metadata: { labels: { a: 'b' } } });
  t.equal(generation, 2, 'metadata is not spec');
  t.not(version, '1457');
  t.same((await versions({ spec: { minReadySeconds: 0 } }))[0], 3);
  const stale = await call(cluster, 'PATCH', TWINS, { metadata: { resourceVersion: '1457' } });
  t.match(stale, { status: 409, body: { reason: 'Conflict', message: /the object has been modified/ } });
  const dry = await call(cluster, 'PATCH', `${TWINS}?dryRun=All`, { spec: { replicas: 5 } });
  t.equal(dry.body.spec.replicas, 5);
  t.equal(cluster.object('statefulsets', 'team-geo', 'twins')?.spec.replicas, 2);
});

t.test('denials', async (t) => {
  const cluster = await captured(t);
  const kubectl = await kubectlFor(t, cluster);
  const can = async (...args: string[]) => (await kubectl(['auth', 'can-i', ...args])).stdout.trim();
  const allow = cluster.deny({ verb: 'patch', resource: 'statefulsets', namespace: 'team-geo' });
  t.equal(await can('patch', 'statefulsets', '-n', 'team-geo'), 'no');
  t.equal(await can('patch', 'statefulsets', '-n', 'dave-roy'), 'yes');
  t.equal(await can('patch', 'statefulsets', '-A'), 'no', 'RBAC has no exceptions');
  t.equal(await can('list', 'pods', '-A'), 'yes');
  const patch = ['patch', 'sts/twins', '-n', 'team-geo', '-p', '{"spec":{"replicas":1}}'];
  t.equal(
    (await kubectl(patch)).stderr,
    'Error from server (Forbidden): statefulsets.apps "twins" is forbidden: User "kubernetes-admin" cannot patch ' +
      'resource "statefulsets" in API group "apps" in the namespace "team-geo"\n',
  );
  allow();
  t.equal(await can('patch', 'statefulsets', '-n', 'team-geo'), 'yes');
  const review = { spec: { resourceAttributes: { verb: 'list', resource: 'pods' } } };
  const asked = await call(cluster, 'POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', review);
  t.match(asked, { status: 201, body: { status: { allowed: true } } }, 'older kubectl asks in JSON');
});

t.test('kubectl prints what a real server makes it print', async (t) => {
  const cluster = await captured(t);
  const kubectl = await kubectlFor(t, cluster);
  const notebook = ['patch', 'notebooks/jup2', '-n', 'jose-matsuda'];
  const failing = [{ op: 'test', path: '/spec/template/spec/containers/0/image', value: 'other' }];
  // What kubectl 1.20 and 1.32 have in common of their words.
  const cases: [string[], RegExp][] = [
    [[...notebook, '--type=json', '-p', JSON.stringify(failing)], /^The request is invalid\b.*\n$/],
    [
      [...notebook, '--type=strategic', '-p', '{}'],
      /^[Ee]rror.*: the body of the request was in an unknown format - accepted media types include: application\/json-patch\+json, application\/merge-patch\+json, application\/apply-patch\+yaml\n$/,
    ],
  ];
  for (const [args, stderr] of cases) t.match((await kubectl(args)).stderr, stderr, args.join(' '));
  t.match(await kubectl(['delete', 'pod', 'bare', '-n', 'team-geo']), {
    code: 0,
    stdout: 'pod "bare" deleted\n',
  });
});

t.test('faults answer with a Status, and kubectl tries again after a 429', async (t) => {
  const cluster = await captured(t);
  cluster.faults.add({ path: /pods/, status: 429, retryAfter: '0', times: 1 });
  const { status, body } = await call(cluster, 'GET', '/api/v1/pods');
  t.match({ status, body }, { status: 429, body: { kind: 'Status', reason: 'TooManyRequests', code: 429 } });
  const kubectl = await kubectlFor(t, cluster);
  cluster.faults.add({ path: /pods/, status: 429, retryAfter: '1', times: 1 });
  cluster.requests.length = 0;
  // kubectl 1.20 tries nothing again that it streams, as --raw.
  t.equal((await kubectl(['get', 'pods', '-A'])).code, 0);
  t.same(
    cluster.requests.filter(({ path }) => path.includes('pods')).map(({ status }) => status),
    [429, 200],
  );
  cluster.faults.add({ path: /pods/, status: 500, times: 1 });
  t.match(await kubectl(['get', '--raw', '/api/v1/pods']), {
    code: 1,
    stderr:
      'Error from server (InternalError): an error on the server has prevented the request from succeeding\n',
  });
  cluster.faults.add({ path: /pods/, dropAfterBytes: 1000 });
  const dropped = await kubectl(['get', '--raw', '/api/v1/pods']);
  t.match(dropped, { code: 1, stdout: /^.{1000}$/ });
});

t.test('recorded requests', async (t) => {
  const cluster = await captured(t);
  await call(cluster, 'GET', '/api/v1/pods?limit=1');
  t.match(cluster.requests, [
    { method: 'GET', path: '/api/v1/pods?limit=1', status: 200, userAgent: 'node' },
  ]);
});

t.test('closes at once, whatever is going on', async (t) => {
  const cluster = await startCluster({ images: imageMap(new Map()), terminationMs: 60_000 });
  cluster.load(await loadCapture(join(CAPTURES, 'after')));
  const watching = await fetch(`${cluster.url}/api/v1/pods?watch=true`);
  await call(cluster, 'DELETE', '/api/v1/namespaces/team-geo/pods/twins-0');
  await t.rejects(cluster.settled(10), /not settled after 10 ms/);
  const settled = cluster.settled();
  await cluster.close();
  await settled;
  await t.rejects(watching.text());
  await t.rejects(fetch(cluster.url));
});

t.test('a client that goes away in the middle of its request', async (t) => {
  const cluster = await captured(t);
  const { port } = new URL(cluster.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(`PATCH ${TWINS} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{`);
  await until(() => cluster.requests.length === 1);
  socket.destroy();
  t.equal((await call(cluster, 'GET', TWINS)).status, 200);
  t.match(await call(cluster, 'GET', '/api/v1/namespaces/%ff/pods'), {
    status: 500,
    body: { reason: 'InternalError' },
  });
});

t.test('a port that is taken', async (t) => {
  const cluster = await testCluster(t);
  const port = Number(new URL(cluster.url).port);
  await t.rejects(startCluster({ images: imageMap(new Map()), port }), { code: 'EADDRINUSE' });
});
