/** A type of object in the Kubernetes API: https://kubernetes.io/docs/reference/using-api/api-concepts/#standard-api-terminology */
export interface Resource {
  /** Empty for the core group, as in the API itself. */
  group: string;
  version: string;
  kind: string;
  /** As it stands in a URL. */
  plural: string;
}

export const POD = { group: '', version: 'v1', kind: 'Pod', plural: 'pods' } as const;
export const NAMESPACE = { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces' } as const;
export const EVENT = { group: '', version: 'v1', kind: 'Event', plural: 'events' } as const;
export const REPLICA_SET = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
} as const;
/** https://github.com/kubeflow/notebooks/blob/v1.11-branch/components/notebook-controller/api/v1/notebook_types.go */
export const NOTEBOOK = {
  group: 'kubeflow.org',
  version: 'v1',
  kind: 'Notebook',
  plural: 'notebooks',
} as const;

/** As an object's `apiVersion` says it: `v1`, `apps/v1`. */
export const apiVersionOf = ({ group, version }: Resource): string =>
  group === '' ? version : `${group}/${version}`;

/** The group in an `apiVersion`. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

/** As kubectl and RBAC name it: `pods`, `statefulsets.apps`. */
export const resourceName = ({ group, plural }: Resource): string =>
  group === '' ? plural : `${plural}.${group}`;

/** The URL path of a collection: in one namespace, or else in all of them. */
export function collectionPath({ group, version, plural }: Resource, namespace?: string): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${root}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${plural}`;
}
