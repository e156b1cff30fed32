import { isDeepStrictEqual } from 'node:util';
import type { Change } from '../api/history.ts';
import type { KubeObject, Notebook, StatefulSet } from '../api/objects.ts';
import { withDefaults } from '../api/pod-defaults.ts';

/** The parts of a StatefulSet that its Notebook decides. */
export type Part = 'metadata' | 'replicas' | 'template';

const STOPPED = 'kubeflow-resource-stopped';

/**
 * Which parts of the StatefulSet of the same name the notebook controller writes again after a change of either.
 * The real one compares all parts each time; here a captured StatefulSet that never agreed with its Notebook (two
 * replicas, say) keeps the parts that nobody touches.
 */
export function partsToOverwrite({ type, resource, object, previous }: Change): Part[] {
  if (type !== 'MODIFIED' || !previous) return [];
  if (resource === 'notebooks') {
    const [now, before] = [object as Notebook, previous as Notebook];
    const parts: Part[] = isDeepStrictEqual(now.spec.template.spec, before.spec.template.spec)
      ? []
      : ['template'];
    return isStopped(now) === isStopped(before) ? parts : [...parts, 'replicas'];
  }
  if (resource !== 'statefulsets') return [];
  const [now, before] = [object as StatefulSet, previous as StatefulSet];
  const changed: [Part, unknown, unknown][] = [
    ['metadata', ownMetadata(now), ownMetadata(before)],
    ['replicas', now.spec.replicas, before.spec.replicas],
    ['template', now.spec.template.spec, before.spec.template.spec],
  ];
  return changed.filter(([, a, b]) => !isDeepStrictEqual(a, b)).map(([part]) => part);
}

/**
 * The StatefulSet as the notebook controller writes it: pod spec and replicas from the Notebook, no labels and
 * annotations of its own, and the template's metadata left alone.
 * `CopyStatefulSetFields` in kubeflow/kubeflow components/common/reconcilehelper/util.go
 */
export function overwrite(notebook: Notebook, set: StatefulSet, parts: ReadonlySet<Part>): StatefulSet {
  const { labels: _labels, annotations: _annotations, ...metadata } = set.metadata;
  const spec = {
    ...set.spec,
    ...(parts.has('replicas') && { replicas: isStopped(notebook) ? 0 : 1 }),
    ...(parts.has('template') && {
      template: { ...set.spec.template, spec: withDefaults(notebook.spec.template.spec) },
    }),
  };
  return { ...set, metadata: parts.has('metadata') ? metadata : set.metadata, spec };
}

function isStopped({ metadata }: KubeObject): boolean {
  return metadata.annotations !== undefined && Object.hasOwn(metadata.annotations, STOPPED);
}

function ownMetadata({ metadata: { labels = {}, annotations = {} } }: KubeObject) {
  return { labels, annotations };
}
