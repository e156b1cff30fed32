import { apiVersionOf, groupOf, type Resource } from './resource.ts';

/** What names an object in a cluster. */
export interface ObjectRef {
  resource: Resource;
  /** Absent for what has none, such as a namespace. */
  namespace?: string | undefined;
  name: string;
}

/** One string for each object. A slash can't occur in a name, and an API version doesn't count: one object has several. */
export const objectId = ({ resource, namespace, name }: ObjectRef): string =>
  `${resource.group}/${resource.kind}/${namespace ?? ''}/${name}`;

/** The same, of an object that the API server gave. */
export const idOfObject = ({
  apiVersion,
  kind,
  metadata,
}: {
  apiVersion: string;
  kind: string;
  metadata: { namespace?: string | undefined; name: string };
}): string => `${groupOf(apiVersion)}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`;

/** Objects as `kubectl -f -` reads them, one a line: only what names them. */
export const manifestLines = (objects: readonly ObjectRef[]): string =>
  objects
    .map(({ resource, namespace, name }) =>
      JSON.stringify({
        apiVersion: apiVersionOf(resource),
        kind: resource.kind,
        metadata: { name, namespace },
      }),
    )
    .join('\n');
