import { PassThrough } from 'node:stream';
import { createLog } from '@patch-notebook-sts/core/io/log';
import { createKubectl } from '@patch-notebook-sts/core/kube/kubectl';
import t from 'tap';
import { clusterAddress } from './cluster-address.ts';

const CONFIG = `
apiVersion: v1
kind: Config
current-context: a
contexts:
  - { name: a, context: { cluster: a, user: me } }
  - { name: b, context: { cluster: b, user: me } }
clusters:
  - { name: a, cluster: { server: "https://127.0.0.1:6443", certificate-authority-data: YWJj } }
  - { name: b, cluster: { server: "https://b.example", insecure-skip-tls-verify: true } }
  - { name: c, cluster: { server: "https://127.0.0.1:6443", certificate-authority: ca.crt } }
users:
  - { name: me, user: { token: secret } }
`;

t.test('the cluster of the context, of --context, of --cluster, or of the pod', async (t) => {
  const folder = t.testdir({ config: CONFIG, 'ca.crt': 'another' });
  const address = (kubeconfig: string, options = {}, cluster?: string) => {
    const env = { ...process.env, KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' };
    const log = createLog('x', new PassThrough(), 'quiet');
    return clusterAddress(createKubectl({ kubeconfig, ...options }, log, { env }), cluster, env);
  };
  const config = `${folder}/config`;
  const a = await address(config);
  t.match(a, /^https:\/\/127\.0\.0\.1:6443 with CA [0-9a-f]{12}$/);
  t.equal(await address(config, { context: 'b' }), 'https://b.example');
  t.equal(await address(config, { cluster: 'b' }, 'b'), 'https://b.example');
  const c = await address(config, { cluster: 'c' }, 'c');
  t.match(c, /^https:\/\/127\.0\.0\.1:6443 with CA [0-9a-f]{12}$/);
  t.not(c, a, 'another authority is another cluster');
  t.equal(await address(`${folder}/none`), 'https://[fd00::1]:6443');
});
