import t from 'tap';
import type { Notebook, StatefulSet } from '../api/objects.ts';
import type { ResourceName } from '../api/resources.ts';
import { generateNotebooks } from '../generate/generate-notebooks.ts';
import { digest } from '../testing.ts';
import { overwrite, partsToOverwrite } from './notebook-overwrite.ts';

const image = () => ({
  repository: 'registry.test/lab',
  tag: 'v1',
  digest: digest('a'),
  imagePullPolicy: 'Always' as const,
});
const objects = generateNotebooks({ count: 1, image });
const notebook = objects.find(({ kind }) => kind === 'Notebook') as Notebook;
const set = objects.find(({ kind }) => kind === 'StatefulSet') as StatefulSet;

const parts = <T extends Notebook | StatefulSet>(resource: ResourceName, previous: T, object: T) =>
  partsToOverwrite({ type: 'MODIFIED', resource, key: 'user-0001/notebook-00001', object, previous });
const annotated = <T extends Notebook | StatefulSet>(object: T, annotations: Record<string, string>): T => ({
  ...object,
  metadata: { ...object.metadata, annotations },
});
const withTemplate = (template: object): StatefulSet => ({
  ...set,
  spec: { ...set.spec, template: { ...set.spec.template, ...template } },
});

t.test('what calls for it', async (t) => {
  const other = { template: { spec: { containers: [{ name: 'x', image: 'y' }] } } };
  t.same(parts('notebooks', notebook, { ...notebook, spec: other }), ['template']);
  t.same(parts('notebooks', notebook, annotated(notebook, { 'kubeflow-resource-stopped': 'x' })), [
    'replicas',
  ]);
  t.same(parts('notebooks', notebook, annotated(notebook, { other: 'x' })), []);
  t.same(parts('statefulsets', set, withTemplate(other.template)), ['template']);
  t.same(parts('statefulsets', set, withTemplate({ metadata: { annotations: { a: 'b' } } })), []);
  t.same(parts('statefulsets', set, { ...set, spec: { ...set.spec, replicas: 3 } }), ['replicas']);
  t.same(parts('statefulsets', set, annotated(set, { a: 'b' })), ['metadata']);
  t.same(parts('statefulsets', set, { ...set, status: { readyReplicas: 0 } }), []);
});

t.test('what it makes', async (t) => {
  const all = new Set(['metadata', 'replicas', 'template'] as const);
  const template = {
    metadata: { annotations: { mine: 'x' } },
    spec: { containers: [{ name: 'x', image: 'y' }] },
  };
  const edited = annotated(withTemplate(template), { a: 'b' });
  const written = overwrite(notebook, edited, all);
  t.strictSame(written.spec.template, { metadata: template.metadata, spec: set.spec.template.spec });
  t.notOk('annotations' in written.metadata);
  t.equal(overwrite(annotated(notebook, { 'kubeflow-resource-stopped': '' }), set, all).spec.replicas, 0);
  t.strictSame(overwrite(notebook, edited, new Set()), edited);
});
