import t from 'tap';
import { namespaceObject } from '../generate/load-capture.ts';
import { kubectlFor, testCluster } from '../testing.ts';

async function setUp(t: Parameters<typeof testCluster>[0]) {
  const cluster = await testCluster(t, {});
  cluster.load([namespaceObject('bob')]);
  return { cluster, kubectl: await kubectlFor(t, cluster) };
}

const event = (change: { name?: string; about?: string; message?: string } = {}) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: change.name ?? 'desk.planned', namespace: 'bob' },
    involvedObject: { kind: 'Notebook', namespace: change.about ?? 'bob', name: 'desk', uid: 'u' },
    reason: 'Planned',
    message: change.message ?? 'one',
    type: 'Normal',
  });
const APPLY = ['apply', '--server-side', '--field-manager=test', '-f', '-'];

t.test('an Event is applied again under its name, and stays one', async (t) => {
  const { cluster, kubectl } = await setUp(t);
  t.match(await kubectl(APPLY, event()), { code: 0, stdout: 'event/desk.planned serverside-applied\n' });
  t.match(await kubectl(APPLY, event({ message: 'two' })), { code: 0 });
  t.match(cluster.objects('events'), [{ message: 'two', reason: 'Planned' }]);
  t.equal(cluster.objects('events').length, 1);
});

t.test('applying what is not there needs the right to create', async (t) => {
  const { cluster, kubectl } = await setUp(t);
  const allow = cluster.deny({ verb: 'create', resource: 'events' });
  t.match(await kubectl(APPLY, event()), { code: 1, stderr: /cannot create resource "events"/ });
  allow();
  t.match(await kubectl(APPLY, event()), { code: 0 });
  cluster.deny({ verb: 'create', resource: 'events' });
  t.match(await kubectl(APPLY, event({ message: 'two' })), { code: 0 });
});

t.test('what a real server refuses is refused', async (t) => {
  const { kubectl } = await setUp(t);
  t.match(await kubectl(['create', '-f', '-'], event({ name: 'Desk' })), {
    code: 1,
    stderr: /metadata\.name: Invalid value: "Desk"/,
  });
  t.match(await kubectl(APPLY, event({ about: 'alice' })), {
    code: 1,
    stderr: /involvedObject\.namespace: Invalid value: "alice": does not match event\.namespace/,
  });
  const annotate = (key: string, value = 'x') => kubectl(['annotate', 'namespace', 'bob', `${key}=${value}`]);
  t.match(await annotate(`a/${'k'.repeat(63)}`), { code: 0 });
  const patch = (key: string, value: string) =>
    kubectl([
      'patch',
      'namespace',
      'bob',
      '--type=merge',
      '-p',
      JSON.stringify({ metadata: { annotations: { [key]: value } } }),
    ]);
  t.match(await patch(`a/${'k'.repeat(64)}`, 'x'), {
    code: 1,
    stderr: /name part must be no more than 63 characters/,
  });
  t.match(await patch('a/k-', 'x'), { code: 1, stderr: /must start and end with an alphanumeric/ });
  for (const key of ['a/1', 'a/2']) t.match(await patch(key, 'x'.repeat(100_000)), { code: 0 });
  t.match(await patch('a/3', 'x'.repeat(100_000)), { code: 1, stderr: /must have at most 262144 bytes/ });
});
