import t from 'tap';
import { type DaemonPodFact, type DaemonSetFacts, daemonSetStatus, planDaemonSet } from './daemonset-plan.ts';

const pod = (node: string, fields: Partial<DaemonPodFact> = {}): DaemonPodFact => ({
  name: `agent-${node}`,
  node,
  revision: 'old',
  ready: true,
  available: fields.ready ?? true,
  terminating: false,
  ...fields,
});
const facts = (fields: Partial<DaemonSetFacts>): DaemonSetFacts => ({
  nodes: ['n1', 'n2'],
  strategy: 'RollingUpdate',
  maxUnavailable: 1,
  updateRevision: 'new',
  pods: [pod('n1'), pod('n2')],
  ...fields,
});
const updated = { revision: 'new' };

for (const [name, given, expected] of [
  ['a pod for each node', { pods: [] }, { create: ['n1', 'n2'], delete: [] }],
  ['replaces one', {}, { create: [], delete: ['agent-n1'] }],
  [
    'no pod beside one that still terminates',
    { pods: [pod('n1', { terminating: true }), pod('n2')] },
    { create: [], delete: [] },
  ],
  [
    'waits for the new one',
    { pods: [pod('n1', { ...updated, ready: false }), pod('n2')] },
    { create: [], delete: [] },
  ],
  ['goes on', { pods: [pod('n1', updated), pod('n2')] }, { create: [], delete: ['agent-n2'] }],
  [
    'replaces what is not ready at once',
    { pods: [pod('n1', { ready: false }), pod('n2')] },
    { create: [], delete: ['agent-n1'] },
  ],
  ['OnDelete', { strategy: 'OnDelete' }, { create: [], delete: [] }],
] as const satisfies readonly [string, Partial<DaemonSetFacts>, unknown][]) {
  t.strictSame(planDaemonSet(facts(given)), expected, name);
}

t.strictSame(
  daemonSetStatus(facts({ pods: [pod('n1', updated), pod('n2', { terminating: true, ready: false })] })),
  {
    currentNumberScheduled: 2,
    numberMisscheduled: 0,
    desiredNumberScheduled: 2,
    numberReady: 1,
    updatedNumberScheduled: 1,
    numberAvailable: 1,
    numberUnavailable: 1,
  },
  'a pod counts until it is gone',
);
