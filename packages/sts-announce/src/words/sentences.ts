/** What a sentence can say about a workload. */
export interface Values {
  /** From when on the restart may happen, such as `2026-12-05 01:00 -05:00`. */
  date: string;
  /** What changes: each image, with its digests before and after. */
  images: string;
  /** The command that keeps the workload from restarting. */
  optOut: string;
  /** Why something has failed, or was not done. */
  reason: string;
}

/** The sentences, by what they are for. */
export interface Sentences {
  planned: string;
  cancelled: string;
  updated: string;
  failed: string;
  spared: string;
}
export type SentenceName = keyof Sentences;

export const ENGLISH: Sentences = {
  planned:
    'Its image was updated, so this will be restarted on or after {date} ({images}), and what is only in memory will be lost: ' +
    'save your work, restart it yourself before then if that suits you better, or keep it as it is with: {optOut}',
  cancelled: 'The restart that was planned for {date} is taken back: nothing will be restarted for {images}',
  updated: 'It was restarted for its updated image ({images})',
  failed: 'It was restarted for its updated image ({images}), and has not come up well: {reason}',
  spared: 'It was not restarted for its updated image ({images}): {reason}',
};

export const FRENCH: Sentences = {
  planned:
    'Son image a été mise à jour : redémarrage prévu à partir du {date} ({images}), ce qui effacera ce qui n’est qu’en mémoire. ' +
    'Enregistrez votre travail, redémarrez plus tôt si cela vous convient mieux, ou gardez-le tel quel avec : {optOut}',
  cancelled: 'Le redémarrage prévu pour le {date} est annulé : rien ne sera redémarré pour {images}',
  updated: 'Redémarré pour son image mise à jour ({images})',
  failed: 'Redémarré pour son image mise à jour ({images}), il ne fonctionne pas bien : {reason}',
  spared: 'Il n’a pas été redémarré pour son image mise à jour ({images}) : {reason}',
};

const PLACEHOLDER = /\{(\w+)\}/g;

/** The placeholders of a sentence that mean nothing. */
export const unknownPlaceholders = (sentence: string): string[] =>
  [...sentence.matchAll(PLACEHOLDER)].map(([, name = '']) => name).filter((name) => !KNOWN.has(name));

const KNOWN = new Set(['date', 'images', 'optOut', 'reason'] satisfies (keyof Values)[] as string[]);

/** A sentence with its values. What a value holds is never taken for a placeholder. */
export const fill = (sentence: string, values: Values): string =>
  sentence.replaceAll(PLACEHOLDER, (_, name: keyof Values) => values[name] ?? '');

/** A moment of RFC 3339 for people, in the offset that it was written in: `2026-12-05 01:00 -05:00`, `… UTC`. */
export function formatDate(time: string): string {
  const [, date, clock, zone = ''] =
    /^(\S+)T(\d\d:\d\d)(?::\d\d)?(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/i.exec(time) ?? [];
  if (date === undefined) return time;
  return `${date} ${clock} ${/^(?:z|[+-]00:00)$/i.test(zone) ? 'UTC' : zone}`;
}
