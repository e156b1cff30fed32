import type { ToolResult } from '@patch-notebook-sts/core/io/run-tool';
import { Digest } from '@patch-notebook-sts/core/rows/digest';
import type { ImageError } from '@patch-notebook-sts/core/rows/image-row';
import * as z from 'zod';
import { parseJson } from './json.ts';
import { type TagDigest, Unresolved } from './source.ts';

/** A tag as `az acr repository show --image` prints it, and each of `show-tags --detail`. */
const AzTag = z.object({ name: z.string(), digest: Digest, lastUpdateTime: z.string().optional() });
const AzTags = z.array(AzTag);

/** The tag that `show` printed. */
export function parseShow(stdout: string, registry: string): { digest: string } {
  return parse(AzTag, stdout, registry);
}

/** The tags that `show-tags --detail` printed. */
export function parseShowTags(stdout: string, registry: string): TagDigest[] {
  return parse(AzTags, stdout, registry).map(({ name, digest, lastUpdateTime = '' }) => {
    const movedAt = Date.parse(lastUpdateTime);
    return { tag: name, digest, movedAt: Number.isNaN(movedAt) ? undefined : movedAt };
  });
}

function parse<S extends z.ZodType>(schema: S, stdout: string, registry: string): z.infer<S> {
  const answer = schema.safeParse(parseJson(stdout));
  if (answer.success) return answer.data;
  throw new Unresolved(
    'invalid-response',
    `az gave no digest for ${registry}; run it with az --debug to see why`,
  );
}

/** Why az gave nothing, and the HTTP status that it named, if any. */
export interface AzFailure {
  code: ImageError;
  status?: number | undefined;
  sentence: string;
}

const REASONS: [RegExp, ImageError, string][] = [
  [/Response code: 429|too many requests/i, 'rate-limited', 'limits requests; try again later'],
  [/Response code: 403|firewall|denied: /i, 'forbidden', 'refuses; the login needs metadata/read there'],
  [
    /Response code: 401|authentication required|unauthorized|Unable to authenticate|AADSTS|az login/i,
    'unauthorized',
    'refuses the login; check ACR_READ_METADATA_USERNAME and _PASSWORD, or run az login',
  ],
  [
    /Could not connect|did not issue a challenge/i,
    'unreachable',
    'cannot be reached by az; check its name, the network and the proxy (certificates: REQUESTS_CA_BUNDLE)',
  ],
];

/**
 * What a failed call of az means. Its exit code goes first, for the words are often the server's: 3 says that a tag or
 * repository is missing, 2 that az didn't take its arguments, 1 all the rest, and there only the words are left.
 * https://github.com/Azure/azure-cli/blob/dev/doc/error_handling_guidelines.md
 */
export function explainAz({ end, exitCode, stderr }: ToolResult, registry: string): AzFailure {
  if (end === 'ended') {
    return { code: 'timeout', sentence: `az gave no answer from ${registry} in time; try later` };
  }
  if (exitCode === 3) {
    return { code: 'not-found', sentence: `${registry} has no such tag; is it spelled right?` };
  }
  if (exitCode === 2) {
    return {
      code: 'invalid-response',
      sentence: 'az did not take its arguments; it has to be 2.45 or newer',
    };
  }
  const named = /Response code: (\d{3})/.exec(stderr)?.[1];
  const status = named === undefined ? undefined : Number(named);
  const [, code, what] = REASONS.find(([pattern]) => pattern.test(stderr)) ?? [];
  if (code !== undefined) return { code, status, sentence: `${registry} ${what}` };
  return { code: 'unreachable', status, sentence: `az failed for ${registry}: ${lastWords(stderr)}` };
}

/** az's last line, without the time and control characters, and no longer than a line. */
function lastWords(stderr: string): string {
  const line = stderr.trim().split('\n').at(-1) ?? '';
  const words = line
    .replace(/^ERROR: (?:[\d-]+ [\d:.]+ )?/, '')
    .replace(/[\p{Cc}]+/gu, ' ')
    .trim();
  return words === '' ? 'it said nothing' : words.slice(0, 200);
}
