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
  /** When a deletion is to be over: its own time plus the grace period. */
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  finalizers?: string[];
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
  command?: string[];
  readinessProbe?: {
    periodSeconds?: number;
    tcpSocket?: { port: number | string };
    [field: string]: unknown;
  };
  securityContext?: SecurityContext;
  [field: string]: unknown;
}

export interface SecurityContext {
  runAsNonRoot?: boolean;
  runAsUser?: number;
  allowPrivilegeEscalation?: boolean;
  capabilities?: { drop?: string[]; [field: string]: unknown };
  seccompProfile?: { type?: string };
  [field: string]: unknown;
}

export interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  restartPolicy?: string;
  terminationGracePeriodSeconds?: number;
  securityContext?: SecurityContext;
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

export interface Terminated {
  exitCode: number;
  reason: string;
  message?: string;
  startedAt: string;
  finishedAt: string;
  containerID?: string;
}

export interface ContainerStatus {
  name: string;
  image: string;
  imageID: string;
  containerID?: string;
  ready: boolean;
  /** Not told of init containers. */
  started?: boolean;
  restartCount: number;
  state: {
    running?: { startedAt: string };
    waiting?: { reason: string; message?: string };
    terminated?: Terminated;
  };
  lastState: { terminated?: Terminated };
}

export interface PodStatus {
  phase: string;
  conditions?: Condition[];
  initContainerStatuses?: ContainerStatus[];
  containerStatuses?: ContainerStatus[];
  startTime?: string;
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
    podManagementPolicy?: string;
    minReadySeconds?: number;
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
    paused?: boolean;
    minReadySeconds?: number;
    strategy?: {
      type?: string;
      rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string };
    };
    [field: string]: unknown;
  };
  status: { conditions?: Condition[]; [field: string]: unknown };
}

export interface ReplicaSet extends KubeObject {
  spec: {
    replicas: number;
    selector: { matchLabels?: Record<string, string> };
    template: PodTemplate;
    minReadySeconds?: number;
    [field: string]: unknown;
  };
  status: {
    replicas: number;
    readyReplicas?: number;
    availableReplicas?: number;
    conditions?: Condition[];
    [field: string]: unknown;
  };
}

export interface DaemonSet extends KubeObject {
  spec: {
    template: PodTemplate;
    minReadySeconds?: number;
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

/** Whether all containers of a pod have ended for good, or its node has thrown it out. */
export function isFinished({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
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
