import type {
  CoreEvent,
  DaemonSet,
  Deployment,
  KubeObject,
  Notebook,
  Pod,
  ReplicaSet,
  ResourceQuota,
  StatefulSet,
} from './objects.ts';

/** The resources that the API server keeps, by their plural name. */
export interface Resources {
  namespaces: KubeObject;
  pods: Pod;
  events: CoreEvent;
  resourcequotas: ResourceQuota;
  statefulsets: StatefulSet;
  deployments: Deployment;
  daemonsets: DaemonSet;
  replicasets: ReplicaSet;
  notebooks: Notebook;
}

export type ResourceName = keyof Resources;

export interface ResourceInfo {
  group: string;
  apiVersion: string;
  kind: string;
  namespaced: boolean;
  /** Defined by a CustomResourceDefinition: no strategic merge patch, and lists in alphabetical key order. */
  custom: boolean;
  /**
   * Whether the API server keeps them in its watch cache. It doesn't keep Events: every list of them is read from
   * storage, and their watches get no bookmarks. `NewREST` in kubernetes/pkg/registry/core/event/storage/storage.go
   */
  cached: boolean;
}

const apps = { group: 'apps', apiVersion: 'apps/v1', namespaced: true, custom: false, cached: true };
const core = { group: '', apiVersion: 'v1', custom: false, cached: true };

export const RESOURCES: Record<ResourceName, ResourceInfo> = {
  namespaces: { ...core, kind: 'Namespace', namespaced: false },
  pods: { ...core, kind: 'Pod', namespaced: true },
  events: { ...core, kind: 'Event', namespaced: true, cached: false },
  resourcequotas: { ...core, kind: 'ResourceQuota', namespaced: true },
  statefulsets: { ...apps, kind: 'StatefulSet' },
  deployments: { ...apps, kind: 'Deployment' },
  daemonsets: { ...apps, kind: 'DaemonSet' },
  replicasets: { ...apps, kind: 'ReplicaSet' },
  notebooks: {
    group: 'kubeflow.org',
    apiVersion: 'kubeflow.org/v1',
    kind: 'Notebook',
    namespaced: true,
    custom: true,
    cached: true,
  },
};

const BY_KIND = new Map(
  (Object.keys(RESOURCES) as ResourceName[]).map((name) => [RESOURCES[name].kind, name] as const),
);

/** The resource of a kind, `Pod` → `pods`; undefined for a kind that is not kept. */
export function resourceOfKind(kind: string): ResourceName | undefined {
  return BY_KIND.get(kind);
}

/** The name by which error messages call a resource: `statefulsets.apps`, `pods`. */
export function qualifiedName(resource: ResourceName): string {
  const { group } = RESOURCES[resource];
  return group === '' ? resource : `${resource}.${group}`;
}

/** What a URL path below /api or /apis addresses. */
export interface Target {
  resource: ResourceName;
  namespace?: string;
  name?: string;
}

/**
 * Reads a resource path, as laid out in https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris.
 *
 * @returns undefined for everything that is not kept here, subresources included (a 404 on a real server too).
 */
export function parseTarget(pathname: string): Target | undefined {
  const [root, ...rest] = pathname.split('/').slice(1).map(decodeURIComponent);
  if (root !== 'api' && root !== 'apis') return undefined;
  const apiVersion = root === 'api' ? rest.shift() : rest.splice(0, 2).join('/');
  const namespace = rest[0] === 'namespaces' && rest.length > 2 ? rest.splice(0, 2)[1] : undefined;
  const [resource, name, ...subresource] = rest;
  if (resource === undefined || !Object.hasOwn(RESOURCES, resource) || subresource.length > 0)
    return undefined;
  const info = RESOURCES[resource as ResourceName];
  if (info.apiVersion !== apiVersion) return undefined;
  const wellPlaced = info.namespaced
    ? name === undefined || namespace !== undefined
    : namespace === undefined;
  if (!wellPlaced) return undefined;
  return { resource: resource as ResourceName, namespace, name };
}

/** The store key of an object: `namespace/name`, or `name` where there are no namespaces; also its etcd order. */
export function keyOf(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
