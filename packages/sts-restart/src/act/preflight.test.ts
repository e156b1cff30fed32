import { announcementAnnotations } from '@patch-notebook-sts/core/rows/announcement';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import t from 'tap';
import { NotebookState } from '../live/notebook-state.ts';
import { PodState } from '../live/pod-state.ts';
import type { Present } from '../live/present.ts';
import { WorkloadState } from '../live/workload-state.ts';
import { migration, policyFix } from '../testing.ts';
import { preflight } from './preflight.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const row = {
  stsName: 'desk',
  namespace: 'bob',
  action: 'restart' as const,
  containers: [{ name: 'desk', image: 'a:v1', running: digest('0'), wanted: digest('1') }],
};
const live = {
  kind: 'StatefulSet',
  metadata: { name: 'desk', namespace: 'bob', generation: 3 },
  spec: {
    replicas: 1,
    template: {
      metadata: { annotations: {} as Record<string, string> },
      spec: { containers: [{ name: 'desk', image: 'a:v1' }] },
    },
  },
  status: { observedGeneration: 3, replicas: 1, updatedReplicas: 1, readyReplicas: 1 },
};
const now = Date.parse('2026-11-21T12:00:00Z');
const pod = PodState.parse({
  metadata: { name: 'desk-0', namespace: 'bob' },
  spec: { containers: [{ name: 'desk', image: 'a:v1' }] },
  status: { containerStatuses: [{ name: 'desk', imageID: `a@${digest('0')}` }] },
});
/** What a row is told when its workload and Notebook are like this, and a pod is as it was listed. */
const ask = (
  one: RestartRow,
  workload: WorkloadState | undefined,
  live: NotebookState | undefined,
  more: Partial<Present> = {},
) => {
  const pods = [{ ...pod, spec: { containers: workload?.spec.template.spec.containers ?? [] } }];
  return preflight(one, { workload, pods, notebook: live, ...more }, now);
};
const why = (change: (workload: typeof live) => void) => {
  const workload = structuredClone(live);
  change(workload);
  return ask(row, WorkloadState.parse(workload), undefined);
};

t.test('what is as it was listed is restarted', async (t) => {
  t.equal(
    why(() => {}),
    undefined,
  );
  t.equal(
    why((w) => {
      w.status.readyReplicas = 0;
    }),
    undefined,
    'a pod that isn’t ready is no reason against it',
  );
  const other = `docker.io/library/a:v1@${digest('7')}`;
  t.equal(
    why((w) => {
      w.spec.template.metadata.annotations['patch-notebook-sts/digests'] = other;
    }),
    undefined,
    'restarted for another digest',
  );
});

t.test('what has changed since is not', async (t) => {
  t.equal(ask(row, undefined, undefined), 'it is gone');
  const table: [(workload: typeof live) => void, RegExp][] = [
    [
      (w) => {
        w.spec.replicas = 0;
      },
      /scaled to 0/,
    ],
    [
      (w) => {
        w.spec.template.spec.containers = [{ name: 'desk', image: 'a:v2' }];
      },
      /container desk is on a:v2 now/,
    ],
    [
      (w) => {
        w.spec.template.spec.containers = [{ name: 'lab', image: 'a:v1' }];
      },
      /container desk is gone/,
    ],
    [
      (w) => {
        w.status.observedGeneration = 2;
      },
      /a rollout of it is in progress/,
    ],
    [
      (w) => {
        w.status.updatedReplicas = 0;
      },
      /a rollout of it is in progress/,
    ],
    [
      (w) => {
        Object.assign(w.spec, { updateStrategy: { type: 'OnDelete' } });
      },
      /OnDelete/,
    ],
    [
      (w) => {
        Object.assign(w.spec, { paused: true });
      },
      /paused/,
    ],
    [
      (w) => {
        w.spec.template.metadata.annotations = {
          'kubectl.kubernetes.io/restartedAt': '2026-11-21T00:30:00Z',
          'patch-notebook-sts/digests': `docker.io/library/a:v1@${digest('1')}`,
        };
      },
      /already restarted for this digest, at 2026-11-21T00:30:00Z/,
    ],
  ];
  for (const [change, reason] of table) t.match(why(change), reason, String(reason));
});

const notebook = (container: object) =>
  NotebookState.parse({
    metadata: { name: 'desk', namespace: 'bob' },
    spec: { template: { spec: { containers: [{ name: 'desk', ...container }] } } },
  });
const workloadOn = (image: string, ownerReferences: object[] = []) =>
  WorkloadState.parse({
    ...live,
    metadata: { ...live.metadata, ownerReferences },
    spec: { ...live.spec, template: { spec: { containers: [{ name: 'desk', image }] } } },
  });
const owner = { kind: 'Notebook' as const, name: 'desk' };
const ownerReference = { ...owner, apiVersion: 'kubeflow.org/v1', controller: true };

t.test('a migration must find what was listed, in the Notebook where there is one', async (t) => {
  const owned = { ...migration(), owner };
  const old = workloadOn('a:c5b7982c');
  t.equal(ask(owned, old, notebook({ image: 'a:c5b7982c' })), undefined);
  t.equal(ask(migration(), old, undefined), undefined);
  const hanging = { ...old, status: { ...old.status, updatedReplicas: 0 } };
  t.equal(ask(migration(), hanging, undefined), undefined, 'it may end a rollout that hangs');
  t.equal(
    ask(owned, workloadOn('a:v2'), notebook({ image: 'a:v2' })),
    'its Notebook was edited between list and execute: container desk is on a:v2 now',
  );
  t.match(ask(migration(), workloadOn('a:v2'), undefined), /^it was edited between list and execute: /);
  t.equal(ask(owned, old, undefined), 'its Notebook desk is gone');
  const fixed = notebook({ image: 'a:v1', imagePullPolicy: 'Always' });
  t.match(ask({ ...policyFix(), owner }, workloadOn('a:v1'), fixed), /has imagePullPolicy Always now/);
});

t.test('nothing is changed that its controller would change back', async (t) => {
  const made = workloadOn('a:c5b7982c', [ownerReference]);
  t.match(ask(migration(), made, undefined), /^its Notebook desk would undo the change/);
  const other = { ...migration(), owner: { ...owner, name: 'lab' } };
  t.match(ask(other, made, notebook({ image: 'a:c5b7982c' })), /not made from Notebook lab, but from/);
});

t.test('the Notebook and the namespace are asked as they are now', async (t) => {
  const live = WorkloadState.parse({ ...workloadOn('a:v1'), spec: workloadOn('a:v1').spec });
  const annotated = (annotations: Record<string, string>) => ({
    ...notebook({ image: 'a:v1' }),
    metadata: { name: 'desk', namespace: 'bob', annotations },
  });
  const never = { 'patch-notebook-sts/restart': 'never' };
  const active = { 'notebooks.kubeflow.org/last-activity': '2026-11-21T11:57:00Z' };
  t.equal(ask(row, live, annotated({})), undefined);
  t.equal(ask(row, live, annotated(never)), 'its notebook asks for no restarts');
  t.equal(
    ask(row, live, annotated({}), { namespace: { metadata: { name: 'bob', annotations: never } } }),
    'its namespace asks for no restarts',
  );
  t.equal(ask(row, live, annotated({ 'kubeflow-resource-stopped': 'now' })), 'its notebook is being stopped');
  t.equal(ask(row, live, annotated(active)), undefined);
  t.equal(ask({ ...row, idleFor: '2h' }, live, annotated(active)), 'its notebook was active 3 min ago');
});

t.test('pods that run the wanted digest by now need no restart', async (t) => {
  const current = { ...pod, status: { containerStatuses: [{ name: 'desk', imageID: `a@${digest('1')}` }] } };
  t.match(ask(row, workloadOn('a:v1'), undefined, { pods: [current] }), /run sha256:111111111111 already/);
});

t.test('an announcement that does not stand any more keeps it from restarting', async (t) => {
  const workload = WorkloadState.parse(live);
  const announcement = {
    plannedFor: '2026-11-21T11:00:00Z',
    digests: `docker.io/library/a:v1@${digest('1')}`,
    announcedAt: '2026-11-19T11:00:00Z',
  };
  const asked: RestartRow = { ...row, announced: '48h' };
  const on = (place: 'notebook' | 'namespace', change: Partial<typeof announcement> = {}) =>
    announcementAnnotations({ ...announcement, ...change }, row, place);
  const noted = (annotations: Record<string, string>) =>
    NotebookState.parse({
      metadata: { name: 'desk', namespace: 'bob', annotations },
      spec: { template: { spec: { containers: [] } } },
    });
  const onNotebook = (annotations: Record<string, string>) => ask(asked, workload, noted(annotations));
  t.equal(onNotebook(on('notebook')), undefined);
  t.equal(onNotebook({}), 'its restart is not announced');
  t.match(onNotebook(on('notebook', { digests: `docker.io/library/a:v1@${digest('2')}` })), 'another digest');
  t.match(
    onNotebook(on('notebook', { plannedFor: '2026-11-21T13:00:00Z' })),
    'it restarts on 2026-11-21T13:00:00Z',
  );
  t.match(onNotebook(on('notebook', { announcedAt: '2026-11-19T13:00:00Z' })), 'it was announced at');

  const onNamespace = (annotations: Record<string, string>) =>
    ask(asked, workload, undefined, { namespace: { metadata: { name: 'bob', annotations } } });
  t.equal(onNamespace(on('namespace')), undefined);
  t.equal(onNamespace({}), 'its restart is not announced');
  t.equal(
    ask({ ...asked, notebook: {} }, workload, noted({}), {
      namespace: { metadata: { name: 'bob', annotations: on('namespace') } },
    }),
    'its restart is not announced',
    'what has a Notebook is announced there',
  );
  t.equal(ask(row, workload, noted({})), undefined, 'only who asks for notice has to give it');
});
