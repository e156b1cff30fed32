/** What a part found: one line for each case that did not go as it must. */
export interface PartResult {
  part: string;
  cases: number;
  /** How the cases ended, by what they have in common. */
  ends: Map<string, number>;
  findings: string[];
}

export const createResult = (part: string): PartResult => ({ part, cases: 0, ends: new Map(), findings: [] });

/** Runs cases by their numbers, some at a time. */
export async function runCases(
  count: number,
  concurrency: number,
  runCase: (index: number) => Promise<void>,
) {
  let next = 0;
  const work = async () => {
    for (let i = next++; i < count; i = next++) await runCase(i);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

/** Counts a case by how it ended. */
export function countCase(result: PartResult, end: string): void {
  result.cases += 1;
  result.ends.set(end, (result.ends.get(end) ?? 0) + 1);
}

/** Notes that a case, of this number and input, did not go as it must. */
export function addFinding(result: PartResult, index: number, what: string, input: string): void {
  result.findings.push(`${result.part} ${index}: ${what}; input: ${JSON.stringify(input.slice(0, 500))}`);
}

// Tabs and line ends are text. Everything else of these may act on a terminal.
const CONTROL = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

/** What is wrong with a reason in a row, if something is. */
export function whyBadReason(reason: string): string | undefined {
  if (CONTROL.test(reason) || reason.includes('\n'))
    return `a reason of more than one line of text: ${JSON.stringify(reason)}`;
  return reason.length > 1000 ? `a reason of ${reason.length} characters` : undefined;
}

const OWN_LINE = /^(?:sts-(?:list|filter|restart)|tag-(?:digest|promote)|image-pair): /;

/** What is wrong with what a command told people, if something is. */
export function whyBadStderr(stderr: string): string | undefined {
  if (CONTROL.test(stderr)) return `a raw control character on stderr: ${JSON.stringify(stderr)}`;
  if (/internal error|\n {4}at /.test(stderr)) return `a crash: ${stderr}`;
  const odd = stderr.split('\n').find((line) => line !== '' && !OWN_LINE.test(line));
  return odd === undefined ? undefined : `a line of nobody's on stderr: ${JSON.stringify(odd)}`;
}
