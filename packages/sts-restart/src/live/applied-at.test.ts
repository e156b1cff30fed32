import { CHANGED_AT, DIGESTS } from '@patch-notebook-sts/core/kube/annotations';
import t from 'tap';
import { digest, migration, staleRow } from '../testing.ts';
import { appliedAt } from './applied-at.ts';
import { NotebookState } from './notebook-state.ts';
import { RESTARTED_AT, WorkloadState } from './workload-state.ts';

const at = '2026-11-21T00:30:00.000Z';
const workload = (image: string, digests = `docker.io/library/a:v1@${digest('1')}`) =>
  WorkloadState.parse({
    kind: 'StatefulSet',
    metadata: { name: 'desk', namespace: 'bob' },
    spec: {
      template: {
        metadata: { annotations: { [RESTARTED_AT]: at, [DIGESTS]: digests } },
        spec: { containers: [{ name: 'desk', image }] },
      },
    },
  });

t.test('a workload says it by its template', async (t) => {
  t.equal(appliedAt({ row: staleRow(), workload: workload('a:v1') }), at);
  t.equal(appliedAt({ row: staleRow(), workload: workload('a:v1', 'b:v1') }), undefined);
  t.equal(appliedAt({ row: migration(), workload: workload('a:v1') }), at);
  t.equal(appliedAt({ row: migration(), workload: workload('a:c5b7982c') }), undefined, 'moved back since');
});

t.test('a Notebook says it itself, whatever its StatefulSet was restarted for', async (t) => {
  const notebook = (image: string) =>
    NotebookState.parse({
      metadata: { name: 'desk', namespace: 'bob', annotations: { [CHANGED_AT]: 'now' } },
      spec: { template: { spec: { containers: [{ name: 'desk', image }] } } },
    });
  const row = { ...migration(), owner: { kind: 'Notebook' as const, name: 'desk' } };
  const of = (image: string) => appliedAt({ row, workload: workload('a:v1'), notebook: notebook(image) });
  t.equal(of('a:v1'), 'now');
  t.equal(of('a:c5b7982c'), undefined);
  t.equal(appliedAt({ row, workload: workload('a:v1') }), undefined, 'a Notebook that is gone');
});
