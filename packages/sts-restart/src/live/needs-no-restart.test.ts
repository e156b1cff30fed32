import t from 'tap';
import { digest, staleRow } from '../testing.ts';
import { whyPodsNeedNoRestart } from './needs-no-restart.ts';
import { PodState } from './pod-state.ts';
import { WorkloadState } from './workload-state.ts';

const workload = (replicas = 1, partition = 0) =>
  WorkloadState.parse({
    metadata: { name: 'desk', namespace: 'bob' },
    spec: {
      replicas,
      updateStrategy: { rollingUpdate: { partition } },
      template: { spec: { containers: [] } },
    },
  });
const pod = (ordinal: number, hex: string | undefined, change: object = {}) =>
  PodState.parse({
    metadata: { name: `desk-${ordinal}`, namespace: 'bob' },
    spec: { containers: [] },
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'desk', imageID: hex === undefined ? '' : `a@${digest(hex)}` }],
    },
    ...change,
  });
const terminating = { metadata: { name: 'desk-0', namespace: 'bob', deletionTimestamp: 'now' } };
const why = (pods: PodState[], live = workload()) => whyPodsNeedNoRestart(staleRow(), live, pods);

t.test('a pod that runs another digest than the wanted one needs a restart', async (t) => {
  t.equal(why([pod(0, '0')]), undefined);
  t.equal(why([pod(0, '7')]), undefined, 'neither the old nor the wanted one');
  t.equal(why([pod(0, '1'), pod(1, '0')], workload(2)), undefined, 'one of two');
});

t.test('pods that somebody deleted since came back with the wanted one, or will', async (t) => {
  t.equal(why([pod(0, '1')]), 'its pods run sha256:111111111111 already');
  t.match(why([pod(0, undefined)]), /pod desk-0 was replaced since it was listed, and is starting/);
  t.match(why([pod(0, '0', terminating)]), /its pods are being replaced/);
  t.match(why([]), /its pods are being replaced/);
});

t.test('pods that a restart would not replace don’t count', async (t) => {
  t.match(
    why([pod(0, '0'), pod(1, '1')], workload(2, 1)),
    /run sha256:111111111111 already/,
    'below the partition',
  );
  const evicted = pod(0, '0', { status: { phase: 'Failed' } });
  t.match(why([evicted, pod(0, '1')]), /already/);
});
