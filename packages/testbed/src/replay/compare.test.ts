import t from 'tap';
import { differences } from './compare.ts';

const seen = (of: string, ...states: string[]) => [{ of, states }];
const CREATING = 'Pending [nb ContainerCreating no image]';
const READY = 'Running ready [nb runs new image]';
const pod = (...states: string[]) => seen('new pod nb-0', ...states);
const agrees = (...args: Parameters<typeof differences>) => differences(...args).length === 0;

t.ok(agrees(pod('Pending', READY), pod('Pending', READY)));
t.ok(agrees(pod('Pending', READY), pod('Pending', CREATING, READY)), 'a passing state on one side');
t.ok(agrees(pod('Pending', CREATING, READY), pod('Pending', READY)), 'or on the other');
t.notOk(agrees(pod('Pending', CREATING, READY), pod(CREATING, 'Pending', READY)), 'but not elsewhere');
t.notOk(agrees(pod('Pending', READY), pod('Pending')), 'a state too few');
t.notOk(agrees(pod('Pending'), pod('Pending', READY)), 'or too many');
t.notOk(agrees(pod(READY, 'gone'), pod('gone', READY)));
t.notOk(agrees(pod(READY), []), 'an object that is not there');

t.ok(agrees(pod('a', 'b'), pod('a', 'c', 'b'), { races: [/^c$/] }));
t.ok(agrees(pod('a', 'b'), pod('a', 'b', 'a'), { endless: true }));
t.notOk(agrees(pod('a', 'b'), pod('b', 'a'), { endless: true }));

const kubelet = (...states: string[]) => seen('kubelet of new pod nb-0', ...states);
t.ok(
  agrees(kubelet('Pulling'), kubelet('Pulling', 'Pulled')),
  'a recording ends before all Events have come',
);
t.notOk(agrees(kubelet('Pulling', 'Pulled'), kubelet('Pulling')));
t.notOk(agrees(kubelet('Pulled'), kubelet('Pulling', 'Pulled')));
t.notOk(agrees(seen('scheduler of new pod nb-0'), seen('scheduler of new pod nb-0', 'Scheduled')));
t.match(differences(pod('a'), pod('b')), [/^new pod nb-0\n {2}recorded: a\n {2}replayed: b$/]);
