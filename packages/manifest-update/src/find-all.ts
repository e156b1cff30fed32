import type { Part } from './places/documents.ts';
import { findEnvPlaces, isEnvFile } from './places/env-places.ts';
import { findMentions } from './places/mentions.ts';
import { type Mention, type Place, valuesOf } from './places/place.ts';
import { reduce } from './places/reduce.ts';
import type { Search } from './places/search.ts';
import { findYamlPlaces, type ReadPart } from './places/yaml-places.ts';

/** Everything in a file that names a version of a listed repository. */
export interface Found {
  places: Place[];
  /** The parts of the text that were read, each of which can be read by itself. */
  parts: (Part | ReadPart)[];
  /** The texts that are in no place, each with the reason why it is left. */
  mentions: (Mention & { reason: string })[];
}

export function findAll(text: string, search: Search): Found {
  const { places, parts, unreadable } = isEnvFile(search.file)
    ? {
        places: findEnvPlaces(text, search),
        parts: [{ start: 0, end: text.length, ...reduce(text, () => true) }],
        unreadable: [],
      }
    : findYamlPlaces(text, search);
  const values = places.flatMap(valuesOf);
  const mentions = findMentions(text, search).flatMap((mention) => {
    if (values.some(({ start, end }) => mention.start < end && start < mention.end)) return [];
    const part = unreadable.find(({ start, end }) => start <= mention.start && mention.end <= end);
    if (part !== undefined) return [{ ...mention, reason: `YAML can't read this: ${part.reason}` }];
    return mention.hasVersion ? [{ ...mention, reason: 'it is in a comment or a longer text' }] : [];
  });
  return { places, parts, mentions };
}
