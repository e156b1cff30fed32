import * as z from 'zod';
import { groupOf, REPLICA_SET, type Resource } from './resource.ts';

/** Where a kind's `status` counts its pods. */
interface StatusFields {
  /** Pods that there should be; `spec.replicas` where it is absent. */
  desired?: 'desiredNumberScheduled';
  /** Pods that there are, of any template. */
  total: 'replicas' | 'currentNumberScheduled';
  /** Pods of the present template. */
  updated: 'updatedReplicas' | 'updatedNumberScheduled';
  ready: 'readyReplicas' | 'numberReady';
  /** Ready for `minReadySeconds`. */
  available: 'availableReplicas' | 'numberAvailable';
}

/** A kind of workload, and everything that a command has to know about it. */
export interface WorkloadKind extends Resource {
  /** What `--kind` and `--format name` call it. */
  word: string;
  /** The resource between a workload and its pods. */
  podsThrough?: Resource;
  /** Its pods are called NAME-0, NAME-1, …, and each is replaced only when the one before it is ready. */
  ordinalPods: boolean;
  /** Kubeflow makes it from a Notebook, whose controller puts the Notebook's pod spec into it again and again. */
  fromNotebook: boolean;
  status: StatusFields;
}

const replicas = {
  total: 'replicas',
  updated: 'updatedReplicas',
  ready: 'readyReplicas',
  available: 'availableReplicas',
} as const;

/**
 * The kinds of workload that roll out a changed pod template, under the names that rows have for them: the API's own for
 * Kubernetes' kinds. A kind of another group has its group behind it, as kubectl writes it: `StatefulSet.apps.kruise.io`.
 * https://kubernetes.io/docs/concepts/workloads/controllers/
 */
export const KINDS = {
  StatefulSet: {
    group: 'apps',
    version: 'v1',
    kind: 'StatefulSet',
    plural: 'statefulsets',
    word: 'statefulset',
    ordinalPods: true,
    fromNotebook: true,
    status: replicas,
  },
  Deployment: {
    group: 'apps',
    version: 'v1',
    kind: 'Deployment',
    plural: 'deployments',
    word: 'deployment',
    podsThrough: REPLICA_SET,
    ordinalPods: false,
    fromNotebook: false,
    status: replicas,
  },
  DaemonSet: {
    group: 'apps',
    version: 'v1',
    kind: 'DaemonSet',
    plural: 'daemonsets',
    word: 'daemonset',
    ordinalPods: false,
    fromNotebook: false,
    status: {
      desired: 'desiredNumberScheduled',
      total: 'currentNumberScheduled',
      updated: 'updatedNumberScheduled',
      ready: 'numberReady',
      available: 'numberAvailable',
    },
  },
} as const satisfies Record<string, WorkloadKind>;

export type Kind = keyof typeof KINDS;

const names = Object.keys(KINDS) as [Kind, ...Kind[]];

/** The name of a kind in a row. An unknown one is refused, because nothing is known about how it rolls out. */
export const Kind = z.enum(names);

/** The kind of rows that name none: the first version of this toolkit knew only this one. */
export const DEFAULT_KIND: Kind = 'StatefulSet';

/** What is known about a kind. */
export const kindInfo = (kind: Kind): WorkloadKind => KINDS[kind];

/** The kind of an object or an owner. Groups are compared, versions are not: one object has several. */
export const kindOf = (apiVersion: string, kind: string): Kind | undefined =>
  names.find((name) => KINDS[name].kind === kind && KINDS[name].group === groupOf(apiVersion));

/** The kind whose pods belong to objects of this kind, such as a ReplicaSet. */
export const kindThrough = (apiVersion: string, kind: string): Kind | undefined =>
  names.find((name) => {
    const { podsThrough } = kindInfo(name);
    return podsThrough?.kind === kind && podsThrough.group === groupOf(apiVersion);
  });

/** The kind that `--kind` calls so. */
export const kindOfWord = (word: string): Kind | undefined =>
  names.find((name) => KINDS[name].word === word.toLowerCase());

/** The words of `--kind`. */
export const kindWords: readonly string[] = names.map((name) => KINDS[name].word);
