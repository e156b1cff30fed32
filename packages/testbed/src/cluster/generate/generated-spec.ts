import type { Container } from '../api/objects.ts';

/** What a generated notebook runs. */
export interface GeneratedImage {
  repository: string;
  /** With the repository, the reference in the spec. */
  tag: string;
  /** Of the image that the container runs, which need not be the tag's present one. */
  digest: string;
  imagePullPolicy: 'Always' | 'IfNotPresent' | 'Never';
}

/** The containers' part of a generated notebook's pod spec: 25 environment variables and two volumes. */
export function container(
  name: string,
  namespace: string,
  { repository, tag, imagePullPolicy }: GeneratedImage,
): Container {
  const settings = Array.from({ length: 24 }, (_, index) => ({
    name: `SETTING_${String(index + 1).padStart(2, '0')}`,
    value: `http://service-${index + 1}.${namespace}/api`,
  }));
  return {
    name,
    image: `${repository}:${tag}`,
    env: [{ name: 'NB_PREFIX', value: `/notebook/${namespace}/${name}` }, ...settings],
    ports: [{ containerPort: 8888, name: 'notebook-port', protocol: 'TCP' }],
    resources: { limits: { cpu: '4', memory: '16Gi' }, requests: { cpu: '500m', memory: '2Gi' } },
    volumeMounts: [
      { mountPath: '/home/jovyan', name: 'workspace' },
      { mountPath: '/dev/shm', name: 'dshm' },
    ],
    workingDir: '/home/jovyan',
    imagePullPolicy,
  };
}

/** What its mounts refer to. */
export function volumes(name: string) {
  return [
    { name: 'workspace', persistentVolumeClaim: { claimName: `${name}-volume` } },
    { name: 'dshm', emptyDir: { medium: 'Memory' } },
  ];
}
