import t from 'tap';
import type { SecurityContext } from '../api/objects.ts';
import { fakePod } from '../testing.ts';
import { exitOf, whyNotCreated } from './container-start.ts';

const runs = (program?: string) => ({ name: 'lab', image: 'x', ...(program && { command: [program] }) });
const never = fakePod({ spec: { restartPolicy: 'Never' } });

for (const [name, container, pod, role, facts, expected] of [
  ['a notebook', runs(), fakePod(), 'main', {}, undefined],
  ['a program, in a pod that is to go on', runs('sh'), fakePod(), 'main', {}, undefined],
  ['one that is to end', runs('true'), never, 'main', {}, { exitCode: 0, reason: 'Completed' }],
  ['an init container', runs(), fakePod(), 'init', {}, { exitCode: 0, reason: 'Completed' }],
  [
    'one that crashes',
    runs(),
    fakePod(),
    'main',
    { breakage: 'crash-loop' },
    { exitCode: 1, reason: 'Error' },
  ],
  [
    'a program that the image lacks',
    runs('true'),
    never,
    'main',
    { programs: ['/pause'] },
    {
      exitCode: 128,
      reason: 'StartError',
      message: /exec: "true": executable file not found in \$PATH: unknown$/,
    },
  ],
] as const) {
  const exit = exitOf({ ...container }, pod, role, facts);
  t.match(exit ?? 'runs on', expected ?? 'runs on', name);
}

const asUser = (securityContext: SecurityContext) => ({ ...runs(), securityContext });
t.equal(whyNotCreated(runs(), fakePod(), { isRoot: true }), undefined);
t.equal(whyNotCreated(asUser({ runAsNonRoot: true }), fakePod(), {}), undefined);
t.equal(
  whyNotCreated(asUser({ runAsNonRoot: true, runAsUser: 65532 }), fakePod(), { isRoot: true }),
  undefined,
);
t.equal(
  whyNotCreated(asUser({ runAsNonRoot: true }), fakePod(), { isRoot: true }),
  'container has runAsNonRoot and image will run as root (pod: "lab-0_user(pod-uid)", container: lab)',
);
