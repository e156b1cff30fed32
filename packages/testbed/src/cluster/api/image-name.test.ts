import t from 'tap';
import { normalForm } from './image-name.ts';

const SHA = `sha256:${'a'.repeat(64)}`;

for (const [reference, expected] of [
  ['busybox', 'docker.io/library/busybox:latest'],
  ['busybox:1.36', 'docker.io/library/busybox:1.36'],
  ['istio/proxyv2:1.17.2', 'docker.io/istio/proxyv2:1.17.2'],
  ['ghcr.io/org/custom-notebook', 'ghcr.io/org/custom-notebook:latest'],
  ['localhost:5000/lab', 'localhost:5000/lab:latest'],
  ['registry.test:5000/a/b/lab:v1', 'registry.test:5000/a/b/lab:v1'],
  [`registry.test/lab@${SHA}`, `registry.test/lab@${SHA}`],
  [`registry.test/lab:v1@${SHA}`, `registry.test/lab@${SHA}`],
] as const) {
  t.equal(normalForm(reference), expected, reference);
}
