import type { KubeObject } from '../cluster/api/objects.ts';
import type { Cluster, ClusterOptions } from '../cluster/cluster.ts';
import { namespaceObject } from '../cluster/generate/load-capture.ts';
import { REPOSITORY, RecordedImages } from './recorded-images.ts';
import { isObservation, type Observation, readRecording } from './recording.ts';

const FOLDER = new URL('../../../../fixtures/captures/pulls/', import.meta.url);
const NOWHERE = `${REPOSITORY}@sha256:${'0'.repeat(64)}`;
const NODE = 'node1';

interface Settings {
  /** Its namespace takes only pods of the restricted Pod Security Standard. */
  restricted?: boolean;
  /** The node has the image already. */
  present?: boolean;
  /** The image's user is root. */
  isRoot?: boolean;
  /** States that only one side may show. */
  races?: RegExp[];
  /** The kubelet tries again for ever. */
  endless?: boolean;
}

const SETTINGS = {
  'already-there': { present: true },
  'by-digest-no-such-program': {},
  // the kubelet told of the end before it had told of the start
  'by-digest-program-runs': { races: [/^Pending \[pull Completed new image\]$/] },
  'digest-gone': { endless: true },
  'never-present': { endless: true },
  'no-such-node': {},
  'pull-secret-missing': {},
  'restricted-namespace': { restricted: true },
  'run-as-non-root-image-is-root': { isRoot: true, endless: true },
  'run-as-user-set': {},
  'tag-gone': { endless: true },
  'too-big-for-the-node': {},
} satisfies Record<string, Settings> as Record<string, Settings>;

/** The names of all recorded pulls. */
export const PULLS = Object.keys(SETTINGS);

/** A recorded pod that only pulls an image, to be replayed on a cluster of the testbed. */
export interface PullReplay {
  namespace: string;
  /** For the cluster; its images are those of the registry at that time. */
  options: Partial<ClusterOptions> & Pick<ClusterOptions, 'images'>;
  /** The pod to create. */
  pod: object;
  /** What a watch told of it. */
  recorded: Observation[];
  /** The server's words, where it refused the pod. */
  refused: string | undefined;
  /** How it may differ, for `differences`. */
  tolerance: { races?: RegExp[]; endless?: boolean };
  /** Loads the cluster as it was just before. */
  load(cluster: Cluster): void;
}

/** A recorded pull by its name. Each one is for one cluster. */
export function pullReplay(name: string): PullReplay {
  const { restricted, present, isRoot, races, endless } = SETTINGS[name] ?? {};
  const moments = readRecording(new URL(`${name}.ndjson`, FOLDER));
  const steps = moments.flatMap((moment) => ('step' in moment ? [moment.step] : []));
  const spec = steps.flatMap((step) => (typeof step === 'string' ? [] : [step.create]))[0];
  const said = steps.find((step) => typeof step === 'string');
  const namespace = `pull-${name}`;
  const [{ image = '' } = {}] = (spec?.containers ?? []) as { image?: string }[];
  const digest = image.split('@')[1] ?? '';
  return {
    namespace,
    options: { readyDelayMs: 0, pullBackoffMs: 10_000, pullMs: 400, images: new RecordedImages([NOWHERE]) },
    pod: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'pull', namespace, labels: { app: 'pull' } },
      spec,
    },
    recorded: moments.filter(isObservation),
    refused: said?.replace('the server refused (403): ', ''),
    tolerance: { races, endless },
    load(cluster) {
      const { metadata, ...rest } = namespaceObject(namespace);
      const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
      cluster.load([{ ...rest, metadata: { ...metadata, ...(restricted && { labels }) } }, small(namespace)]);
      cluster.describeNode(NODE, { cpu: '2', images: present ? [image] : [] });
      cluster.describeImage(digest, { programs: ['/pause'], isRoot });
    },
  };
}

/** What ran on the node already, which asks for a thousandth of a CPU. */
function small(namespace: string): KubeObject {
  const resources = { requests: { cpu: '1m' } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'small', namespace, uid: 'small', resourceVersion: '1', creationTimestamp: '' },
    spec: { nodeName: NODE, containers: [{ name: 'small', image: `${REPOSITORY}:v1`, resources }] },
    status: { phase: 'Running' },
  };
}
