import { readFileSync } from 'node:fs';
import type { KubeObject } from '../cluster/api/objects.ts';
import { RESOURCES, resourceOfKind } from '../cluster/api/resources.ts';

/** A moment of a recording: something was done, or a watch told of an object. `t` is in seconds. */
export type Moment =
  | { t: number; step: string | { create: Record<string, unknown> } }
  | { t: number; type: 'LISTED' | 'ADDED' | 'MODIFIED' | 'DELETED'; object: KubeObject };

export type Observation = Extract<Moment, { type: string }>;

/** Reads a recording of `fixtures/captures/rollouts` or `pulls`, whose objects were cut to what matters. */
export function readRecording(file: URL): Moment[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const moment = JSON.parse(line) as Moment;
    if (!('object' in moment)) return moment;
    const resource = resourceOfKind(moment.object.kind);
    if (!resource) throw new Error(`${file}: a ${moment.object.kind} is nothing that the testbed keeps`);
    const { apiVersion } = RESOURCES[resource];
    return { ...moment, object: { ...moment.object, apiVersion } };
  });
}

export function isObservation(moment: Moment): moment is Observation {
  return 'object' in moment;
}
