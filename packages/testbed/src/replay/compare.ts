import type { Seen } from './states.ts';

/**
 * States that Kubernetes does not always show, because the kubelet may report two at a time: that containers are being
 * made, that an ended one is about to be started again, and what a pod of the same name was before.
 */
const PASSING = [
  /^Pending(?: \[\w+ (?:ContainerCreating|PodInitializing) no image\])+$/,
  /\[\w+ Error new image\]/,
  /^Running \[\w+ (?:Completed|Error) old image\]$/,
];

/**
 * What a replay shows against what was recorded, object by object.
 *
 * The rule: the states are the same, in the same order. A passing state may be missing on either side, but not stand
 * elsewhere. Of a kubelet's Events, the recording may know only the first, because they came late and it was ended. Where a
 * scenario goes on for ever (`endless`), the shorter side counts.
 *
 * @param races states that are passing in this scenario only, because two things happen at once
 * @returns a line for each difference; none: the replay agrees
 */
export function differences(
  recorded: readonly Seen[],
  replayed: readonly Seen[],
  { races = [], endless = false }: { races?: readonly RegExp[]; endless?: boolean } = {},
): string[] {
  const all = [...new Set([...recorded, ...replayed].map(({ of }) => of))];
  return all.flatMap((of) => {
    const find = (seen: readonly Seen[]) => seen.find((one) => one.of === of)?.states ?? [];
    const [then, now] = [find(recorded), find(replayed)];
    const isPassing = (state: string) => [...PASSING, ...races].some((pattern) => pattern.test(state));
    const expected = then.filter((state) => now.includes(state) || !isPassing(state));
    const shown = now.filter((state) => then.includes(state) || !isPassing(state));
    const isPrefix = endless || of.startsWith('kubelet of ');
    const length = isPrefix ? Math.min(expected.length, shown.length) : Number.POSITIVE_INFINITY;
    const isSame = (a: string[], b: string[]) => JSON.stringify(a) === JSON.stringify(b);
    const isShort = isPrefix && !endless && shown.length < expected.length;
    if (!isShort && isSame(expected.slice(0, length), shown.slice(0, length))) return [];
    return [`${of}\n  recorded: ${then.join('\n            ')}\n  replayed: ${now.join('\n            ')}`];
  });
}
