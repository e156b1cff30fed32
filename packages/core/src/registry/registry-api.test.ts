import t from 'tap';
import { apiUrl } from './registry-api.ts';

t.test('the base URL of a registry', async (t) => {
  const none = new Set<string>();
  const urls: [string, string, Set<string>][] = [
    ['docker.io/library/busybox', 'https://registry-1.docker.io/v2/library/busybox/', none],
    ['ghcr.io/org/app', 'https://ghcr.io/v2/org/app/', none],
    ['localhost:5000/app', 'http://localhost:5000/v2/app/', none],
    ['127.9.0.1/app', 'http://127.9.0.1/v2/app/', none],
    ['[::1]:5000/app', 'http://[::1]:5000/v2/app/', none],
    ['registry.lab:5000/app', 'https://registry.lab:5000/v2/app/', none],
    ['registry.lab:5000/app', 'http://registry.lab:5000/v2/app/', new Set(['registry.lab:5000'])],
    ['registry.lab:5000/app', 'https://registry.lab:5000/v2/app/', new Set(['registry.lab'])],
  ];
  for (const [repository, url, plain] of urls) t.equal(apiUrl(repository, plain).href, url);
});
