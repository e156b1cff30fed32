/**
 * What an answer of kubectl may be, so that reading it stays within 256 MB. An object of 1.5 MiB, which is the most that
 * a cluster stores, may take 9 MiB of JSON: the API server writes `<` and control characters as six.
 * https://etcd.io/docs/v3.5/dev-guide/limit/
 */
export const MAX_ANSWER_BYTES = 12 * 1024 * 1024;

/** Each value takes a hundred bytes, however short its JSON is. An object of 1.5 MiB can have as many. */
const MAX_VALUES = 750_000;

/** What is said of JSON with more. */
export const TOO_MANY_VALUES = `more than ${MAX_VALUES} values`;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
// Each stands before a value, but for the first: , : [ {
const BEFORE_VALUE = new Set([0x2c, 0x3a, 0x5b, 0x7b]);

/** Whether a JSON text holds more values than may be read, its keys counted too. */
export function hasTooManyValues(json: string): boolean {
  if (json.length < MAX_VALUES) return false;
  let values = 0;
  let isInString = false;
  for (let i = 0; i < json.length; i += 1) {
    const character = json.charCodeAt(i);
    if (character === QUOTE) isInString = !isInString;
    else if (isInString) i += character === BACKSLASH ? 1 : 0;
    else if (BEFORE_VALUE.has(character)) values += 1;
  }
  return values > MAX_VALUES;
}
