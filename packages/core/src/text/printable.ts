/**
 * Characters that a terminal acts on or that disguise text: control characters (C0, DEL and C1), characters that change
 * the writing direction, line and paragraph separators, and unpaired surrogates.
 */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\p{Cs}]/u;

/**
 * Makes text from outside safe to show to people. Characters that could control a terminal, forge a line or disguise text
 * become visible escapes such as `\u001b`. A result longer than `maxLength` is cut and ends with `…`.
 */
export function printable(text: string, maxLength: number): string {
  if (text.length <= maxLength && !UNSAFE.test(text)) return text;
  let shown = '';
  // The part of `shown` that leaves room for the `…`.
  let short = '';
  // No character gets shorter, so more than this can't be shown. The loop is over code points, not code units.
  for (const character of text.slice(0, maxLength + 1)) {
    shown += UNSAFE.test(character) ? escaped(character) : character;
    if (shown.length > maxLength) return `${short}…`;
    if (shown.length < maxLength) short = shown;
  }
  return shown;
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
