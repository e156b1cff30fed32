import { RESOURCES, type ResourceName } from './resources.ts';

/**
 * As much of the API's description as kubectl asks for before it sends an object: that the server checks fields itself,
 * so that kubectl need not. https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
 *
 * @returns answers by path; that of version 2, which older ones read as protobuf, is empty
 */
export function openapi(): Map<string, string> {
  const names = Object.keys(RESOURCES) as ResourceName[];
  const paths = [...new Set(names.map(groupPath))];
  const index = Object.fromEntries(paths.map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}` }]));
  const documents = paths.map((path) => {
    const ofGroup = names.filter((name) => groupPath(name) === path);
    return [`/openapi/v3/${path}`, document(path, ofGroup)] as const;
  });
  return new Map([['/openapi/v2', ''], ['/openapi/v3', JSON.stringify({ paths: index })], ...documents]);
}

/** `api/v1`, `apis/apps/v1` */
function groupPath(name: ResourceName): string {
  const { group, apiVersion } = RESOURCES[name];
  return group === '' ? `api/${apiVersion}` : `apis/${apiVersion}`;
}

function document(path: string, names: readonly ResourceName[]): string {
  const parameters = [{ name: 'fieldValidation', in: 'query', schema: { type: 'string' } }];
  const paths = names.map((name) => {
    const { group, apiVersion, kind } = RESOURCES[name];
    const version = apiVersion.split('/').at(-1);
    const patch = { parameters, 'x-kubernetes-group-version-kind': { group, version, kind } };
    return [`/${path}/namespaces/{namespace}/${name}/{name}`, { patch }];
  });
  return JSON.stringify({
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.26.0' },
    paths: Object.fromEntries(paths),
  });
}
