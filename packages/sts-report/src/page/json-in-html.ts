import { printable } from '@patch-notebook-sts/core/text/printable';

/** Longer texts are cut; the longest useful one is a reason. */
const MAX_TEXT = 2000;

/**
 * A value as JSON that can stand in a `<script>`: `</script>` and `<!--` would end or change it, so no `<` is left.
 * https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 *
 * Parsing gives the same value, but for characters that would disguise a text: they are escapes that people see.
 */
export const jsonInHtml = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'string' ? printable(one, MAX_TEXT) : one,
  ).replaceAll('<', '\\u003c');
