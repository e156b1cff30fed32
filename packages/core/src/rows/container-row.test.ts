import t from 'tap';
import { ContainerRow } from './container-row.ts';

/** The example line of the project's first document. */
const original = JSON.parse(
  '{"stsName":"othernotebook","image":{"containerID":"containerd://8324ffc23ab255fc1afbff9c7b0005c2ec024c5dcbeefa2b5a5f46807e1915f9","image":"k8scc01covidacr.azurecr.io/rstudio:c5b7982c","imageID":"k8scc01covidacr.azurecr.io/rstudio@sha256:b4465e2f5a92ee0505d01401516d9ba6e8084801700177f4ecad62be8fe23d9a","lastState":{},"name":"othernotebook","ready":true,"restartCount":0,"started":true,"state":{"running":{"startedAt":"2022-06-16T11:24:04Z"}}}}',
);
const fault = (value: unknown) => ContainerRow.safeParse(value).error?.issues[0]?.path.join('.');

/** What is read of it. */
const { name, image, imageID, ready, state } = original.image;
const read = { stsName: 'othernotebook', image: { name, image, imageID, ready, state } };

t.test('the original row is taken, and keys that nobody knows are passed over', async (t) => {
  t.same(ContainerRow.parse(original), read);
  t.same(ContainerRow.parse({ ...original, colour: 'red', spec: { image: 'a', colour: 'red' } }), {
    ...read,
    spec: { image: 'a' },
  });
});

t.test('names that could reach a command line or a path are Kubernetes names', async (t) => {
  t.equal(fault({ ...original, namespace: '../x' }), 'namespace');
  t.equal(fault({ ...original, stsName: '--all' }), 'stsName');
  t.equal(fault({ ...original, stsName: 'a/b' }), 'stsName');
  t.equal(fault({ ...original, stsName: '' }), 'stsName');
  t.equal(fault({ ...original, namespace: 'a'.repeat(64) }), 'namespace');
  t.equal(fault({ ...original, kind: 'Pod' }), 'kind');
  t.equal(fault({ ...original, pod: 'A' }), 'pod');
});

t.test('a damaged digest is refused, an absent one is not', async (t) => {
  const withID = (imageID: unknown) => ({ ...original, image: { ...original.image, imageID } });
  t.equal(fault(withID(original.image.imageID.slice(0, -1))), 'image.imageID');
  t.equal(fault(withID(undefined)), 'image.imageID');
  t.equal(fault(withID('')), undefined);
});

t.test('what guards a workload is checked where it is given', async (t) => {
  const guards = {
    notebook: { lastActivity: '2026-11-20T22:10:00Z', stopped: null },
    optOut: 'namespace',
    restartedFor: 'ghcr.io/org/app:v1@sha256:1',
  };
  t.same(ContainerRow.parse({ ...original, ...guards }), { ...read, ...guards });
  t.equal(fault({ ...original, notebook: { lastActivity: 'today' } }), 'notebook.lastActivity');
  t.equal(fault({ ...original, optOut: 'pod' }), 'optOut');
  t.equal(fault({ ...original, restartedFor: null }), 'restartedFor');
});

t.test('every text has a length', async (t) => {
  const long = ' '.repeat(400_000);
  t.equal(fault({ ...original, image: { ...original.image, image: long } }), 'image.image');
  t.equal(fault({ ...original, image: { ...original.image, imageID: long } }), 'image.imageID');
  t.equal(fault({ ...original, spec: { image: long } }), 'spec.image');
  t.equal(fault({ ...original, spec: { image: 'a', imagePullPolicy: long } }), 'spec.imagePullPolicy');
  t.equal(fault({ ...original, restartedFor: long }), 'restartedFor');
  t.equal(fault({ ...original, notebook: { stopped: long } }), 'notebook.stopped');
  t.equal(fault({ ...original, notebook: { serverType: long } }), 'notebook.serverType');
  t.equal(fault({ ...original, spec: { image: 'a'.repeat(1024) } }), undefined);
});
