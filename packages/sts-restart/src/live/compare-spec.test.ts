import { changesOf } from '@patch-notebook-sts/core/rows/changes';
import t from 'tap';
import { migration, policyFix, staleRow } from '../testing.ts';
import { isApplied, whyDifferent, whyEdited } from './compare-spec.ts';

t.test('whether the change is made', async (t) => {
  t.ok(isApplied(migration(), [{ name: 'desk', image: 'a:v1' }]));
  t.notOk(isApplied(migration(), [{ name: 'desk', image: 'a:c5b7982c' }]));
  t.notOk(isApplied(migration(), [{ name: 'lab', image: 'a:v1' }]));
  t.notOk(isApplied(policyFix(), [{ name: 'desk', image: 'a:v1', imagePullPolicy: 'IfNotPresent' }]));
  t.ok(isApplied(policyFix(), [{ name: 'desk', image: 'a:v1', imagePullPolicy: 'Always' }]));
});

t.test('what was edited since it was listed', async (t) => {
  const changes = changesOf(policyFix());
  const why = (imagePullPolicy?: string, image = 'a:v1', name = 'desk') =>
    whyDifferent(changes, [{ name, image, imagePullPolicy }]);
  t.equal(why('IfNotPresent'), undefined);
  t.equal(why(), undefined, 'none is the one that Kubernetes gives');
  t.equal(why('Always'), 'container desk has imagePullPolicy Always now');
  t.equal(why('IfNotPresent', 'a:v2'), 'container desk is on a:v2 now');
  t.equal(why('IfNotPresent', 'a:v1', 'lab'), 'container desk is gone');
  t.equal(whyDifferent(changesOf(migration()), [{ name: 'desk', image: 'a:c5b7982c' }]), undefined);
});

t.test('a pod that admission has changed is as it was listed, and its template need not be', async (t) => {
  const pod = (...containers: { name: string; image: string }[]) => ({ spec: { containers } });
  const mirrored = changesOf(staleRow({ image: 'mirror.local/a:v1' }));
  const template = [{ name: 'desk', image: 'a:v1' }];
  t.equal(whyEdited(mirrored, template, [pod({ name: 'desk', image: 'mirror.local/a:v1' })]), undefined);
  t.match(
    whyEdited(mirrored, template, [pod({ name: 'desk', image: 'mirror.local/a:v2' })]),
    /is on a:v1 now/,
  );
  const sidecar = changesOf({
    ...staleRow(),
    containers: staleRow().containers.map((one) => ({ ...one, name: 'proxy' })),
  });
  t.equal(whyEdited(sidecar, template, [pod({ name: 'proxy', image: 'a:v1' })]), undefined, 'injected');
  t.match(whyEdited(sidecar, template, []), /container proxy is gone/);
  t.match(
    whyEdited(changesOf(staleRow()), [{ name: 'desk', image: 'a:v2' }], []),
    /container desk is on a:v2 now/,
  );
});
