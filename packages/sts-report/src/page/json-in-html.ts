import { escapeJson } from '@patch-notebook-sts/core/text/escape-json';

/**
 * A value as JSON that can stand in a `<script>`: `</script>` and `<!--` would end or change it, so no `<` is left. Parsing gives
 * the same value. https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
export const jsonInHtml = (value: unknown): string =>
  escapeJson(JSON.stringify(value).replaceAll('<', '\\u003c'));
