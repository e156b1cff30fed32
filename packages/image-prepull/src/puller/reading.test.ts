import { PULLS, pullReplay } from '@patch-notebook-sts/testbed/replay/pulls';
import t from 'tap';
import { PullerPod, type Reading, readPuller } from './reading.ts';

/** What each recorded pod shows, one reading after the other. */
const READINGS: Record<string, Reading['state'][]> = {
  'already-there': ['pending', 'pulled'],
  'by-digest-no-such-program': ['pending', 'pulled'],
  'by-digest-program-runs': ['pending', 'pulled'],
  'digest-gone': ['pending', 'failing'],
  'never-present': ['pending', 'failing'],
  'no-such-node': ['pending'],
  'pull-secret-missing': ['pending', 'pulled'],
  'restricted-namespace': [],
  'run-as-non-root-image-is-root': ['pending', 'pulled'],
  'run-as-user-set': ['pending', 'pulled'],
  'tag-gone': ['pending', 'failing'],
  'too-big-for-the-node': ['pending', 'refused'],
};

const recorded = (name: string): Reading[] =>
  pullReplay(name)
    .recorded.filter(({ object }) => object.kind === 'Pod')
    .map(({ object }) => readPuller(PullerPod.parse(object)));

t.same(Object.keys(READINGS), PULLS);

for (const name of PULLS) {
  t.test(`recorded: ${name}`, async (t) => {
    const states = recorded(name).map(({ state }) => state);
    t.same(
      states.filter((state, i) => state !== states[i - 1]),
      READINGS[name],
    );
  });
}

t.test('the words are the kubelet’s, and only what never mends is final', async (t) => {
  const last = (name: string) => recorded(name).at(-1);
  t.match(recorded('digest-gone').at(-2), {
    words: /^ErrImagePull: rpc error: .*x509: certificate signed by unknown authority$/,
    final: false,
  });
  t.match(last('tag-gone'), { words: /^ImagePullBackOff: Back-off pulling image/, final: false });
  t.match(last('never-present'), {
    words: /^ErrImageNeverPull: Container image .* is not present/,
    final: true,
  });
  t.match(last('too-big-for-the-node'), {
    words: /^OutOfcpu: Pod was rejected: Node didn't have enough resource: cpu, requested: 900000/,
  });
});

const pod = (status: object) =>
  readPuller(PullerPod.parse({ metadata: { name: 'a', namespace: 'b' }, status }));
const imageID = `a/b@sha256:${'1'.repeat(64)}`;

t.test('an image counts as pulled only where the pod shows it', async (t) => {
  const terminated = { reason: 'ContainerStatusUnknown', message: 'The container could not be located' };
  t.equal(pod({ containerStatuses: [{ imageID, state: { running: {} } }] }).state, 'pulled');
  t.equal(
    pod({
      phase: 'Failed',
      reason: 'NodeShutdown',
      containerStatuses: [{ imageID: '', state: { terminated } }],
    }).state,
    'refused',
  );
  t.equal(pod({ phase: 'Failed' }).state, 'failing');
  t.equal(
    pod({ phase: 'Running', containerStatuses: [{ imageID: '', state: { terminated } }] }).state,
    'pending',
  );
  const evicted = {
    phase: 'Failed',
    reason: 'Evicted',
    message: 'The node was low on resource: ephemeral-storage.',
  };
  t.match(pod({ ...evicted, containerStatuses: [{ imageID, state: { terminated: {} } }] }), {
    state: 'refused',
    words: /^Evicted: The node was low on resource/,
  });
});

t.test('a deadline that passed is no refusal', async (t) => {
  const message = 'Pod was active on the node longer than the specified deadline';
  const waiting = { reason: 'ContainerCreating' };
  t.match(
    pod({
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      message,
      containerStatuses: [{ imageID: '', state: { waiting } }],
    }),
    { state: 'late', words: `DeadlineExceeded: ${message}` },
  );
});
