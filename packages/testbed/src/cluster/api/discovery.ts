import { existsSync, readFileSync } from 'node:fs';
import { openapi } from './openapi.ts';

const FILES: Record<string, string> = {
  '/api': 'api.json',
  '/api/v1': 'api_v1.json',
  '/apis': 'apis.json',
  '/apis/apps/v1': 'apis_apps_v1.json',
  '/apis/authorization.k8s.io/v1': 'apis_authorization.k8s.io_v1.json',
  '/apis/kubeflow.org/v1': 'apis_kubeflow.org_v1.json',
};

const VERSION = {
  major: '1',
  minor: '26',
  gitVersion: 'v1.26.0',
  gitCommit: 'b46a3f887ca979b1a5d14fd39cb1af43e7e5d12d',
  gitTreeState: 'clean',
  buildDate: '2022-12-08T19:51:45Z',
  goVersion: 'go1.19.4',
  compiler: 'gc',
  platform: 'linux/amd64',
};

/**
 * The recorded answers of API discovery, /version and /openapi, by path.
 * https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
 *
 * @throws when the recordings are not in the checkout
 */
export function readDiscovery(): Map<string, string> {
  const folder = findFixtures();
  const answers = Object.entries(FILES).map(([path, file]) => {
    const recorded: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
    return [path, `${JSON.stringify(recorded)}\n`] as const;
  });
  return new Map([...answers, ['/version', JSON.stringify(VERSION, null, 2)], ...openapi()]);
}

/** Looks upwards, because a bundled testbed runs from another depth of the checkout. */
function findFixtures(): URL {
  let at = new URL('.', import.meta.url);
  while (at.pathname !== '/') {
    const folder = new URL('fixtures/captures/discovery/', at);
    if (existsSync(folder)) return folder;
    at = new URL('..', at);
  }
  throw new Error('testbed: fixtures/captures/discovery is not in the checkout');
}
