import type { ToolResult } from '@patch-notebook-sts/core/io/run-tool';
import t from 'tap';
import { explainAz, parseShow, parseShowTags } from './az-output.ts';

const digest = `sha256:${'0'.repeat(64)}`;
const failure = (exitCode: number, stderr: string, end: ToolResult['end'] = 'exited'): ToolResult => ({
  end,
  exitCode,
  stdout: '',
  stderr,
});

t.test('why az failed: its exit code first, then its text', async (t) => {
  // Words as the real az 2.45 wrote them.
  const access = (status: number) =>
    `ERROR: 2026-11-20 22:00:00.000000 Error Code: CONNECTIVITY_ACCESS_TOKEN_ERROR\nAccess to registry 'r.azurecr.io' was denied. Response code: ${status}. Please try running 'az login' again to refresh permissions.`;
  const table: [ToolResult, string, number | undefined, RegExp][] = [
    [failure(3, 'ERROR: x unauthorized'), 'not-found', undefined, /r has no such tag/],
    [failure(2, 'unrecognized arguments'), 'invalid-response', undefined, /2\.45 or newer/],
    [failure(1, '', 'ended'), 'timeout', undefined, /in time/],
    [failure(1, access(401)), 'unauthorized', 401, /check ACR_READ_METADATA_USERNAME/],
    [failure(1, access(403)), 'forbidden', 403, /metadata\/read/],
    [failure(1, access(429)), 'rate-limited', 429, /try again later/],
    [failure(1, "ERROR: Please run 'az login' to setup account."), 'unauthorized', undefined, /az login/],
    [
      failure(1, 'ERROR: Unable to authenticate using AAD or admin login credentials.'),
      'unauthorized',
      undefined,
      /az login/,
    ],
    [failure(1, 'ERROR: AADSTS700016: Application not found'), 'unauthorized', undefined, /az login/],
    [
      failure(1, "ERROR: Could not connect to the registry login server 'r'"),
      'unreachable',
      undefined,
      /REQUESTS_CA/,
    ],
    [failure(1, "Registry 'r' did not issue a challenge."), 'unreachable', undefined, /REQUESTS_CA/],
    [
      failure(1, 'ERROR: 2026-11-20 22:00:00.1 Error: toomany\u001b[31m'),
      'unreachable',
      undefined,
      /for r: Error: toomany \[31m$/,
    ],
    [failure(1, 'a'.repeat(9999)), 'unreachable', undefined, /^az failed for r: a{200}$/],
    [failure(1, ''), 'unreachable', undefined, /it printed no error$/],
  ];
  for (const [result, code, status, sentence] of table) {
    t.match(explainAz(result, 'r'), { code, sentence }, result.stderr.slice(0, 60));
    t.equal(explainAz(result, 'r').status, status);
  }
});

t.test('parsing what az prints', async (t) => {
  const tag = { name: 'v1', digest, lastUpdateTime: '2026-11-20T22:00:00.0000000Z', signed: false };
  t.match(parseShow(JSON.stringify(tag), 'r'), { digest });
  t.same(parseShowTags(JSON.stringify([tag, { name: 'v2', digest }]), 'r'), [
    { tag: 'v1', digest, movedAt: Date.parse('2026-11-20T22:00:00Z') },
    { tag: 'v2', digest, movedAt: undefined },
  ]);
  for (const text of ['', 'sha256:0', '{"name":"v1","digest":"sha256:0"}']) {
    t.throws(() => parseShow(text, 'r'), {
      code: 'invalid-response',
      message: /^az printed no digest for r/,
    });
  }
});
