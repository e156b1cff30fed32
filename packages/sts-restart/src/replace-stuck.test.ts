import { readFileSync } from 'node:fs';
import { AFTER } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { PodState } from './pod-state.ts';
import { replaceStuck } from './replace-stuck.ts';
import { WorkloadState } from './workload-state.ts';

const recorded = (file: string): { kind: string; metadata: { name: string } }[] =>
  JSON.parse(readFileSync(`${AFTER}/${file}`, 'utf8')).items;
const named = (file: string, name: string) => recorded(file).find(({ metadata }) => metadata.name === name);
const pod = PodState.parse(named('pods.json', 'broken-0'));
const workload = WorkloadState.parse(named('workloads.json', 'broken'));
const repository = 'k8scc01covidacr.azurecr.io/jupyterlab-cpu';
const row = {
  stsName: 'broken',
  namespace: 'team-geo',
  kind: 'StatefulSet' as const,
  action: 'migrate' as const,
  containers: [{ name: 'broken', image: `${repository}:doesnotexist`, to: `${repository}:v1` }],
};
const one = { row, workload, restartedAt: 'now' };

/** Replaces the stuck pods of `broken` while its template has an image, and gives what kubectl was called for. */
async function replace(image: string, pods: PodState[] = [pod], failure?: string) {
  const live = structuredClone(workload);
  live.spec.template.spec.containers = [{ name: 'broken', image }];
  const calls: string[] = [];
  const replaced = await replaceStuck(
    async (args, input = '') => {
      const verb = args[0] ?? '';
      calls.push(verb === 'delete' ? `${verb} ${input}` : verb);
      return { stdout: JSON.stringify(live), stderr: '', ...(verb === 'delete' && failure && { failure }) };
    },
    [one],
    () => pods,
  );
  return { calls, replaced };
}

t.test('a stuck pod is deleted once its template is fixed, and not before', async (t) => {
  t.same(await replace(`${repository}:doesnotexist`), { calls: ['get'], replaced: [] });
  const { calls, replaced } = await replace(`${repository}:v1`);
  t.match(calls, ['get', /^delete \{"apiVersion":"v1","kind":"Pod","metadata":\{"name":"broken-0",/]);
  t.match(replaced, [{ one, deleted: true, reason: /^deleted broken-0, / }]);
});

t.test('where no pod is stuck nothing is asked', async (t) => {
  t.same(await replace(`${repository}:v1`, []), { calls: [], replaced: [] });
});

t.test('a pod that can’t be deleted is told of', async (t) => {
  const { replaced } = await replace(`${repository}:v1`, [pod], 'Error from server (Forbidden): x');
  t.match(replaced, [
    { deleted: false, reason: /^broken-0 stands in the way and can't be deleted: .*Forbidden/ },
  ]);
});
