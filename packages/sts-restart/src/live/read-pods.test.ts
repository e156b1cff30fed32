import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import t from 'tap';
import { staleRow } from '../testing.ts';
import { readPods } from './read-pods.ts';
import { WorkloadState } from './workload-state.ts';

const workload = (replicas: number) =>
  WorkloadState.parse({
    metadata: { name: 'desk', namespace: 'bob' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'desk' } },
      template: { metadata: {}, spec: { containers: [] } },
    },
  });

t.test('how much is asked does not depend on how many pods an object claims to have', async (t) => {
  const asked = async (replicas: number) => {
    const inputs: (string | undefined)[] = [];
    const kubectl: Kubectl = async (args, { input } = {}) => {
      inputs.push(
        input
          ?.split('\n')
          .map((line) => JSON.parse(line).metadata.name)
          .join() ?? args.at(-1),
      );
      return { stdout: input ? '' : '{"kind":"PodList","metadata":{},"items":[]}', stderr: '' };
    };
    const { failureOf, podsOf } = await readPods(
      kubectl,
      [{ row: staleRow(), workload: workload(replicas) }],
      [],
    );
    t.same([podsOf(staleRow()), failureOf(staleRow())], [[], undefined]);
    return inputs;
  };
  t.same(await asked(2), ['desk-0,desk-1']);
  for (const replicas of [51, 2_147_483_647])
    t.same(await asked(replicas), ['/api/v1/namespaces/bob/pods?limit=500&labelSelector=app%3Ddesk']);
});
