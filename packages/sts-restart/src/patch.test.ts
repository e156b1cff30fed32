import t from 'tap';
import { digestsAnnotation, groupByPatch, patchTargets, restartPatch } from './patch.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const row = (stsName: string, ...images: string[]) => ({
  stsName,
  namespace: 'bob',
  action: 'restart' as const,
  containers: images.map((image) => ({ name: stsName, image, running: digest('0'), wanted: digest('1') })),
});

t.test('the annotation names each digest once, in the same order whatever the containers', async (t) => {
  const value = `docker.io/library/a:latest@${digest('1')},ghcr.io/b/c:v1@${digest('1')}`;
  t.equal(digestsAnnotation(row('x', 'ghcr.io/b/c:v1', 'a', 'a:latest')), value);
});

t.test('the patch touches the template’s annotations alone', async (t) => {
  t.same(JSON.parse(restartPatch('2026-11-21T00:30:00Z', 'a:v1@sha256:1')), {
    spec: {
      template: {
        metadata: {
          annotations: {
            'kubectl.kubernetes.io/restartedAt': '2026-11-21T00:30:00Z',
            'patch-notebook-sts/digests': 'a:v1@sha256:1',
          },
        },
      },
    },
  });
});

t.test('workloads that want the same share a patch', async (t) => {
  const groups = groupByPatch([row('x', 'a:v1'), row('y', 'b:v1'), row('z', 'a:v1')]);
  t.same(
    groups.map(({ rows }) => rows.map(({ stsName }) => stsName)),
    [['x', 'z'], ['y']],
  );
});

t.test('targets are named, and nothing else', async (t) => {
  t.same(
    JSON.parse(
      patchTargets([
        { stsName: 'web', namespace: 'geo', kind: 'Deployment' },
        { stsName: 'a', namespace: 'b' },
      ]),
    ).items,
    [
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'geo' } },
      { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'a', namespace: 'b' } },
    ],
  );
});
