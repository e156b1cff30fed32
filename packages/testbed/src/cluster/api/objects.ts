/**
 * The fields of Kubernetes objects that the testbed reads or writes; everything else passes through untouched.
 * Objects are immutable: a change makes a new object, so that lists, snapshots and cached JSON can share them.
 * https://kubernetes.io/docs/reference/kubernetes-api/
 */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  [field: string]: unknown;
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec?: unknown;
  status?: unknown;
  [field: string]: unknown;
}

export interface Container {
  name: string;
  image: string;
  imagePullPolicy?: string;
  [field: string]: unknown;
}

export interface PodSpec {
  containers: Container[];
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  [field: string]: unknown;
}

export interface PodTemplate {
  metadata?: {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [field: string]: unknown;
  };
  spec: PodSpec;
}

export interface Condition {
  type: string;
  status: string;
  [field: string]: unknown;
}

export interface ContainerStatus {
  name: string;
  image: string;
  imageID: string;
  containerID?: string;
  ready: boolean;
  started?: boolean;
  restartCount: number;
  state: { running?: { startedAt: string }; waiting?: { reason: string; message?: string } };
  lastState: Record<string, unknown>;
}

export interface PodStatus {
  phase: string;
  conditions?: Condition[];
  containerStatuses?: ContainerStatus[];
  [field: string]: unknown;
}

export interface Pod extends KubeObject {
  spec: PodSpec;
  status: PodStatus;
}

export interface StatefulSet extends KubeObject {
  spec: {
    replicas: number;
    template: PodTemplate;
    serviceName?: string;
    updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
    [field: string]: unknown;
  };
  status: { currentRevision?: string; updateRevision?: string; [field: string]: unknown };
}

export interface Deployment extends KubeObject {
  spec: {
    replicas: number;
    selector: { matchLabels?: Record<string, string> };
    template: PodTemplate;
    strategy?: { rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string } };
    [field: string]: unknown;
  };
  status: { conditions?: Condition[]; [field: string]: unknown };
}

export interface ReplicaSet extends KubeObject {
  spec: {
    replicas: number;
    selector: { matchLabels?: Record<string, string> };
    template: PodTemplate;
    [field: string]: unknown;
  };
  status: { replicas: number; readyReplicas?: number; [field: string]: unknown };
}

export interface DaemonSet extends KubeObject {
  spec: {
    template: PodTemplate;
    updateStrategy?: { type?: string; rollingUpdate?: { maxUnavailable?: number | string } };
    [field: string]: unknown;
  };
  status: Record<string, unknown>;
}

export interface Notebook extends KubeObject {
  spec: { template: { spec: PodSpec } };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/, in its older form (core/v1) */
export interface CoreEvent extends KubeObject {
  involvedObject: {
    apiVersion?: string;
    kind: string;
    namespace?: string;
    name: string;
    uid: string;
    resourceVersion?: string;
    /** `spec.containers{nb}` for an event of a container. */
    fieldPath?: string;
  };
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  /** How often it has happened; null for the scheduler's events, which are counted in another way. */
  count: number | null;
  source: { component?: string; host?: string };
}

/** https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
export interface ResourceQuota extends KubeObject {
  spec: { hard?: { pods?: string | number; [resource: string]: unknown }; [field: string]: unknown };
}

/** Whether the Ready condition of a pod is True, also while it is terminating. */
export function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

/** Whether the object has been asked to go: it stays listed until its termination is over. */
export function isTerminating({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** The reference by which a dependant names its controller. */
export function controllerReference(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}
