import type { ToolResult } from '@patch-notebook-sts/core/io/run-tool';
import type { TagDigest } from '@patch-notebook-sts/core/oci/resolve-manifest';
import { lastStderrLine } from '@patch-notebook-sts/core/registry/az';
import { Digest } from '@patch-notebook-sts/core/rows/digest';
import type { ImageError } from '@patch-notebook-sts/core/rows/image-row';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import { parseJson } from '@patch-notebook-sts/core/text/json';
import * as z from 'zod';

/** A tag, as `az acr repository show --image` prints it, and an element of what `show-tags --detail` prints. */
const AzTag = z.object({ name: z.string(), digest: Digest, lastUpdateTime: z.string().optional() });
const AzTags = z.array(AzTag);

/** Parses the output of `show`. */
export function parseShow(stdout: string, registry: string): { digest: string } {
  return parse(AzTag, stdout, registry);
}

/** Parses the output of `show-tags --detail`. */
export function parseShowTags(stdout: string, registry: string): TagDigest[] {
  return parse(AzTags, stdout, registry).map(({ name, digest, lastUpdateTime = '' }) => {
    const movedAt = Date.parse(lastUpdateTime);
    return { tag: name, digest, movedAt: Number.isNaN(movedAt) ? undefined : movedAt };
  });
}

function parse<S extends z.ZodType>(schema: S, stdout: string, registry: string): z.infer<S> {
  const output = schema.safeParse(parseJson(stdout));
  if (output.success) return output.data;
  throw new ResolveError(
    'invalid-response',
    `az printed no digest for ${registry}; run it with az --debug to see why`,
  );
}

/** Why az failed, and the HTTP status that it mentioned, if any. */
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
 * Explains a failed call of az. The exit code comes first because the text is often the server's: 3 means a missing tag
 * or repository, 2 means that az rejected its arguments, and 1 is everything else, for which only the text is left.
 * https://github.com/Azure/azure-cli/blob/dev/doc/error_handling_guidelines.md
 */
export function explainAz({ end, exitCode, stderr }: ToolResult, registry: string): AzFailure {
  if (end === 'ended') {
    return { code: 'timeout', sentence: `az got no response from ${registry} in time; try later` };
  }
  if (exitCode === 3) {
    return { code: 'not-found', sentence: `${registry} has no such tag; is it spelled right?` };
  }
  if (exitCode === 2) {
    return { code: 'invalid-response', sentence: 'az rejected its arguments; it must be 2.45 or newer' };
  }
  const statusText = /Response code: (\d{3})/.exec(stderr)?.[1];
  const status = statusText === undefined ? undefined : Number(statusText);
  const [, code, what] = REASONS.find(([pattern]) => pattern.test(stderr)) ?? [];
  if (code !== undefined) return { code, status, sentence: `${registry} ${what}` };
  return { code: 'unreachable', status, sentence: `az failed for ${registry}: ${lastStderrLine(stderr)}` };
}
