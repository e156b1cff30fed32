import { readFileSync } from 'node:fs';
import { AFTER } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { PodState } from './pod-state.ts';
import { troubleOf } from './trouble.ts';

const recorded: { metadata: { name: string } }[] = JSON.parse(
  readFileSync(`${AFTER}/pods.json`, 'utf8'),
).items;
const named = (name: string) => PodState.parse(recorded.find(({ metadata }) => metadata.name === name));
const pod = (status: object) =>
  PodState.parse({ metadata: { name: 'p', namespace: 'n' }, spec: { containers: [] }, status });
const waiting = (reason: string, message?: string, more: object = {}) =>
  pod({ containerStatuses: [{ name: 'c', imageID: '', state: { waiting: { reason, message } }, ...more }] });
const ended = (reason: string, exitCode: number) => ({ lastState: { terminated: { reason, exitCode } } });

t.test('a container that can’t start, in the kubelet’s own words', async (t) => {
  t.same(troubleOf(named('broken-0')), {
    words:
      'container broken of pod broken-0: ImagePullBackOff: Back-off pulling image "k8scc01covidacr.azurecr.io/jupyterlab-cpu:doesnotexist"',
    final: false,
  });
  t.equal(
    troubleOf(waiting('CrashLoopBackOff', 'back-off 10s', ended('Error', 1)))?.words,
    'container c of pod p: CrashLoopBackOff: back-off 10s (ended with Error, exit code 1)',
  );
  const init = {
    initContainerStatuses: [{ name: 'i', imageID: '', state: { waiting: { reason: 'ErrImagePull' } } }],
  };
  t.match(troubleOf(pod(init))?.words, /container i of pod p: ErrImagePull: no message/);
});

t.test('one that crashed and runs for a moment is in trouble still', async (t) => {
  const again = {
    name: 'c',
    imageID: '',
    restartCount: 2,
    state: { running: {} },
    ...ended('OOMKilled', 137),
  };
  t.equal(
    troubleOf(pod({ containerStatuses: [again] }))?.words,
    'container c of pod p was started 3 times (ended with OOMKilled, exit code 137)',
  );
});

t.test('what starts, and what waits for something else, is not in trouble', async (t) => {
  for (const reason of ['ContainerCreating', 'PodInitializing'])
    t.equal(troubleOf(waiting(reason)), undefined);
  t.equal(troubleOf(named('twins-0')), undefined);
  t.equal(troubleOf(named('unschedulable-0')), undefined);
});

t.test('only what no further attempt can mend is final', async (t) => {
  const unknown = 'failed to resolve reference "a:v1": failed to do request: Head "https://a": ';
  for (const [reason, message, final] of [
    [
      'ErrImagePull',
      'rpc error: code = NotFound desc = failed to pull and unpack image "a:v1": a:v1: not found',
      true,
    ],
    ['ErrImagePull', 'reading manifest v1 in a: manifest unknown', true],
    ['InvalidImageName', 'couldn’t parse image name', true],
    ['ErrImageNeverPull', 'Container image "a" is not present with pull policy of Never', true],
    ['ErrImagePull', `${unknown}x509: certificate signed by unknown authority`, false],
    ['ErrImagePull', `${unknown}dial tcp: lookup a: no such host`, false],
    ['ErrImagePull', '429 Too Many Requests', false],
    ['CreateContainerConfigError', 'secret "a" not found', false],
    ['CrashLoopBackOff', 'back-off', false],
  ] as const)
    t.equal(troubleOf(waiting(reason, message))?.final, final, message);
});
