import t from 'tap';
import { whyForbidden } from './destination.ts';

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
  ['file:///etc/passwd', 'https://ghcr.io', /neither https nor http/],
];

t.test('where a registry may redirect to', async (t) => {
  const plain = new Set(['registry.lab:5000', 'auth.lab:5001']);
  for (const [target, registry, why] of table) {
    const refusal = whyForbidden(new URL(target), new URL(registry), plain);
    t.match(refusal ?? 'allowed', why ?? /^allowed$/, `${registry} to ${target}`);
  }
});
