/** Joins the lines of a text with a blank. Splits rather than replaces because `\s*\n\s*` takes quadratic time on blanks. */
export const oneLine = (text: string): string =>
  text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
