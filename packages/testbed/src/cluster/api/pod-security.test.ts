import t from 'tap';
import { namespaceObject } from '../generate/load-capture.ts';
import { fakePod } from '../testing.ts';
import { violations } from './pod-security.ts';

const open = namespaceObject('open');
const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
const restricted = { ...open, metadata: { ...open.metadata, labels } };
const good = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};
const pod = (securityContext: object, ofPod = {}) => {
  const container = { name: 'lab', image: 'x' };
  const containers = [
    { ...container, securityContext },
    { ...container, name: 'proxy', securityContext: good },
  ];
  return fakePod({ spec: { securityContext: ofPod, containers } });
};

t.equal(violations(open, pod({})), undefined);
t.equal(violations(undefined, pod({})), undefined);
t.equal(violations(restricted, pod(good)), undefined);
const { runAsNonRoot, seccompProfile, ...own } = good;
t.equal(violations(restricted, pod(own, { runAsNonRoot, seccompProfile })), undefined, 'from the pod');
t.equal(
  violations(restricted, pod({ ...good, runAsNonRoot: false })),
  'violates PodSecurity "restricted:latest": runAsNonRoot != true (pod or container "lab" must set ' +
    'securityContext.runAsNonRoot=true)',
);
const two = pod({});
const containers = two.spec.containers.map((one) => ({ ...one, securityContext: {} }));
t.match(
  violations(restricted, { ...two, spec: { ...two.spec, containers } }),
  /allowPrivilegeEscalation != false \(containers "lab", "proxy" must set /,
);
