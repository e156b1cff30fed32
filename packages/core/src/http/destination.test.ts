import t from 'tap';
import { isLoopback, whyForbidden } from './destination.ts';

const table: [target: string, registry: string, why: RegExp | undefined][] = [
  ['https://auth.docker.io/token', 'https://registry-1.docker.io', undefined],
  ['http://auth.docker.io/token', 'https://registry-1.docker.io', /plain http/],
  ['http://auth.docker.io/token', 'http://127.0.0.1:5000', /plain http/],
  ['http://registry.lab/token', 'http://registry.lab:5000', undefined],
  ['http://auth.lab:5001/token', 'http://registry.lab:5000', undefined],
  ['http://auth.lab/token', 'http://registry.lab:5000', /plain http/],
  ['https://localhost/token', 'https://ghcr.io', /loopback/],
  ['https://a.localhost./token', 'https://ghcr.io', /loopback/],
  ['https://127.1/token', 'https://ghcr.io', /loopback/],
  ['https://0x7f000001/token', 'https://ghcr.io', /loopback/],
  ['https://0.0.0.0/token', 'https://ghcr.io', /loopback/],
  ['https://[::1]/token', 'https://ghcr.io', /loopback/],
  ['https://[::ffff:127.0.0.1]/token', 'https://ghcr.io', /loopback/],
  ['http://169.254.169.254/latest/meta-data', 'https://ghcr.io', /link-local/],
  ['https://[fe80::1]/token', 'https://ghcr.io', /link-local/],
  ['http://169.254.169.254/', 'http://127.0.0.1:5000', /link-local/],
  ['http://127.0.0.1:5001/token', 'http://127.0.0.1:5000', undefined],
  ['http://localhost:5001/token', 'http://127.0.0.1:5000', undefined],
  ['https://10.0.0.1/token', 'https://ghcr.io', undefined],
  ['https://[2606:50c0:8000::153]/token', 'https://ghcr.io', undefined],
  ['https://[fd12:3456::1]/token', 'https://ghcr.io', undefined],
  ['https://LOCALHOST../token', 'https://ghcr.io', /loopback/],
  ['https://ip6-localhost/token', 'https://ghcr.io', /loopback/],
  ['https://notlocalhost/token', 'https://ghcr.io', undefined],
  ['https://0.1.2.3/token', 'https://ghcr.io', /loopback/],
  ['https://2130706433/token', 'https://ghcr.io', /loopback/],
  ['https://[::]/token', 'https://ghcr.io', /loopback/],
  ['https://[::ffff:169.254.169.254]/token', 'https://ghcr.io', /link-local/],
  ['https://[::ffff:a83f:8110]/token', 'https://ghcr.io', /metadata/],
  ['https://168.63.129.16/token', 'https://ghcr.io', /metadata/],
  ['https://100.100.100.200/token', 'https://ghcr.io', /metadata/],
  ['https://[fd00:ec2::254]/token', 'https://ghcr.io', /metadata/],
  ['https://[fd20:ce::254]/token', 'https://ghcr.io', /metadata/],
  ['https://[fd00:c1::a9fe:a9fe]/token', 'https://ghcr.io', /metadata/],
  ['https://[fd00::7f00:1]/token', 'https://ghcr.io', /metadata/],
  ['https://metadata.google.internal/token', 'https://ghcr.io', /metadata/],
  ['https://METADATA.google.internal./token', 'https://ghcr.io', /metadata/],
  ['https://metadata.goog/token', 'https://ghcr.io', /metadata/],
  ['https://metadata.example/token', 'https://ghcr.io', undefined],
  ['https://[64:ff9b::169.254.169.254]/token', 'https://ghcr.io', /IPv4 address in the form/],
  ['https://[64:ff9b::a83f:8110]/token', 'https://ghcr.io', /IPv4 address in the form/],
  ['https://[64:ff9b:1:abcd::a9fe:a9fe]/token', 'https://ghcr.io', /IPv4 address in the form/],
  ['https://[2002:a9fe:a9fe::1]/token', 'https://ghcr.io', /IPv4 address in the form/],
  ['https://[2002:7f00:1::]/token', 'https://ghcr.io', /IPv4 address in the form/],
  ['https://[2001:0:a9fe:a9fe::1]/token', 'https://ghcr.io', /IPv4 address in the form/],
  ['https://[::127.0.0.1]/token', 'https://ghcr.io', /IPv4 address in the form/],
  ['https://[::ffff:0:127.0.0.1]/token', 'https://ghcr.io', /IPv4 address in the form/],
  ['https://[2606:50c0::5efe:127.0.0.1]/token', 'https://ghcr.io', /IPv4 address in the form/],
  ['http://[64:ff9b::7f00:1]:5000/token', 'http://127.0.0.1:5000', /IPv4 address in the form/],
  ['https://kubernetes.default.svc/token', 'https://ghcr.io', /inside a cluster/],
  ['https://vault.team.svc.cluster.local/token', 'https://ghcr.io', /inside a cluster/],
  ['https://10-0-0-1.team.pod.cluster.local./token', 'https://ghcr.io', /inside a cluster/],
  ['https://svc.example/token', 'https://ghcr.io', undefined],
  ['https://token.team.svc/token', 'https://registry.team.svc', undefined],
  ['http://token.team.svc/token', 'http://registry.team.svc', /plain http/],
  ['https://168.63.129.16/token', 'https://168.63.129.16:5000', undefined],
  ['file:///etc/passwd', 'https://ghcr.io', /neither https nor http/],
];

t.test('where a registry may redirect to', async (t) => {
  const plain = new Set(['registry.lab:5000', 'auth.lab:5001']);
  for (const [target, registry, why] of table) {
    const refusal = whyForbidden(new URL(target), new URL(registry), plain);
    t.match(refusal ?? 'allowed', why ?? /^allowed$/, `${registry} to ${target}`);
  }
});

t.test('only loopback itself counts as loopback', async (t) => {
  for (const host of ['127.0.0.1:5000', 'localhost', '[::1]', '[::ffff:127.0.0.1]'])
    t.ok(isLoopback(new URL(`https://${host}`)), host);
  for (const host of [
    '[64:ff9b::127.0.0.1]',
    '[2002:7f00:1::]',
    '[::127.0.0.1]',
    '[fd00::7f00:1]',
    'ghcr.io',
  ])
    t.notOk(isLoopback(new URL(`https://${host}`)), host);
});
