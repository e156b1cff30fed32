import t from 'tap';
import { fakePod } from '../testing.ts';
import { noRoomFor } from './capacity.ts';

const pod = (cpu?: string, phase = 'Running') =>
  fakePod({
    spec: { containers: [{ name: 'lab', image: 'x', resources: cpu ? { requests: { cpu } } : {} }] },
    status: { phase },
  });

t.equal(noRoomFor(pod('900'), [pod(), pod()], {}), undefined, 'no limits');
t.equal(noRoomFor(pod('1500m'), [pod('500m')], { cpu: '2', pods: 2 }), undefined);
t.same(noRoomFor(pod('900'), [pod('1m'), pod()], { cpu: '2' }), {
  reason: 'OutOfcpu',
  message: "Node didn't have enough resource: cpu, requested: 900000, used: 1, capacity: 2000",
});
t.same(noRoomFor(pod(), [pod(), pod('1', 'Failed')], { pods: 1 }), {
  reason: 'OutOfpods',
  message: "Node didn't have enough resource: pods, requested: 1, used: 1, capacity: 1",
});
t.equal(noRoomFor(pod(), [pod('1', 'Succeeded')], { pods: 1 }), undefined);
t.equal(noRoomFor(pod(), [pod('3')], { cpu: '2' }), undefined, 'who asks for nothing gets it');
