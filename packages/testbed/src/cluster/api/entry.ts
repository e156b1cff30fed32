import type { KubeObject } from './objects.ts';
import { RESOURCES, type ResourceName } from './resources.ts';

/** One stored version of an object. Immutable, so that a list in pages can go on reading the versions it began with. */
export interface Entry {
  readonly key: string;
  readonly object: KubeObject;
  /** The object's JSON as an item of a list; made when first asked for. */
  json?: string;
}

/** The JSON of an entry as an item of a list: built-in kinds leave out kind and apiVersion there. */
export function itemJson(resource: ResourceName, entry: Entry): string {
  if (entry.json === undefined) {
    const { apiVersion, kind, ...rest } = entry.object;
    entry.json = JSON.stringify(RESOURCES[resource].custom ? { apiVersion, kind, ...rest } : rest);
  }
  return entry.json;
}
