import t from 'tap';
import type { Stages } from '../read/stages.ts';
import { workloadFacts } from './workloads.ts';

const [OLD, NEW] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`];
const lab = { stsName: 'lab', namespace: 'bob', kind: 'StatefulSet' as const };
const image = 'ghcr.io/org/lab:v1';
const container = {
  ...lab,
  pod: 'lab-0',
  image: { name: 'lab', image, imageID: `ghcr.io/org/lab@${OLD}` },
  spec: { image },
};
const sidecar = {
  ...container,
  image: { name: 'a', image: 'istio/proxy:1', imageID: `istio/proxy@${NEW}` },
  spec: { image: 'istio/proxy:1' },
};
const decision = { ...lab, decision: 'stale' as const, reason: 'container lab runs an old one', image };
const restart = {
  ...lab,
  action: 'restart' as const,
  containers: [{ name: 'lab', image, running: OLD, wanted: NEW }],
};
const outcome = {
  ...lab,
  outcome: 'failed' as const,
  reason: 'CrashLoopBackOff',
  digests: `${image}@${NEW}`,
};

t.test('the stages together say all about a workload', async (t) => {
  const stages: Stages = {
    containers: [sidecar, container],
    decisions: [decision],
    restarts: [restart],
    outcomes: [outcome],
  };
  t.match(workloadFacts(stages), [
    {
      namespace: 'bob',
      name: 'lab',
      group: 'stale',
      decision: 'stale',
      outcome: 'failed',
      image,
      running: 'sha256:aaaaaaaaaaaa',
      reason: 'CrashLoopBackOff',
    },
  ]);
});

t.test('each stage alone gives what it knows', async (t) => {
  const only = (stages: Stages) => workloadFacts(stages)[0];
  t.match(only({ containers: [container] }), { group: 'unknown', image, running: 'sha256:aaaaaaaaaaaa' });
  t.match(only({ decisions: [decision] }), { group: 'stale', decision: 'stale', running: undefined });
  t.match(only({ restarts: [restart] }), {
    group: 'stale',
    decision: 'stale',
    running: 'sha256:aaaaaaaaaaaa',
  });
  t.match(only({ outcomes: [outcome] }), { group: 'stale', outcome: 'failed', image });
});

t.test('a decision tells which of the containers counts', async (t) => {
  const [facts] = workloadFacts({ containers: [sidecar, container], decisions: [decision] });
  t.equal(facts?.running, 'sha256:aaaaaaaaaaaa');
});

t.test('what could not be pulled is held back, until it restarts', async (t) => {
  const held = [{ ...lab, decision: 'not-pulled' as const, reason: 'no space left on node a', image }];
  t.match(workloadFacts({ decisions: [decision], held }), [{ group: 'held', decision: 'not-pulled' }]);
  const restarted = workloadFacts({ decisions: [decision], held, outcomes: [outcome] });
  t.match(restarted, [{ group: 'stale', decision: 'stale', outcome: 'failed' }]);
});

t.test('workloads of one name and other kinds or namespaces stay apart', async (t) => {
  const rows = [
    { ...decision, namespace: 'carol' },
    { ...decision, kind: 'Deployment' as const },
    { ...decision, decision: 'current' as const },
  ];
  t.match(workloadFacts({ decisions: rows }), [
    { namespace: 'bob', kind: 'Deployment', group: 'stale' },
    { namespace: 'bob', kind: undefined, group: 'current' },
    { namespace: 'carol', group: 'stale' },
  ]);
});
