import { metricsText } from '@patch-notebook-sts/core/io/metrics';
import t from 'tap';
import { gauges, lastSuccessOf, summary, summaryLine } from './report.ts';

const row = (stsName: string, outcome: 'verified' | 'failed' | 'skipped' | 'planned', reason?: string) => ({
  stsName,
  namespace: 'bob',
  outcome,
  digests: `a:v1@sha256:${'1'.repeat(64)}`,
  ...(reason ? { reason } : {}),
});
const rows = [
  row('a', 'verified'),
  row('b', 'failed', 'ImagePullBackOff: x | y'),
  row('c', 'verified'),
  row('d', 'skipped', 'it is gone'),
];

t.test('the last line says what happened', async (t) => {
  t.equal(summaryLine(rows), '4 stale, 2 restarted and verified, 1 skipped, 1 failed: bob/b');
  t.equal(summaryLine([row('a', 'planned')]), '1 stale, 1 to restart');
  t.equal(summaryLine([]), '0 stale');
  const migrated = { ...row('e', 'verified'), action: 'migrate' as const };
  t.equal(summaryLine([migrated]), '1 on another tag or pull policy, 1 restarted and verified');
  t.match(summaryLine([...rows, migrated]), /^4 stale, 1 on another tag or pull policy, 3 restarted/);
});

t.test('the summary has every workload by what became of it, trouble first', async (t) => {
  t.equal(
    summary(rows, 'outside the --window'),
    `## Restarts

4 stale, 2 restarted and verified, 1 skipped, 1 failed: bob/b.

**Stopped:** outside the --window.

### Failed

| workload | for | reason | look further |
| --- | --- | --- | --- |
| bob/b | a:v1@sha256:111111111111 | ImagePullBackOff: x \\| y | kubectl describe statefulset/b -n bob |

### Skipped

| workload | for | reason |
| --- | --- | --- |
| bob/d | a:v1@sha256:111111111111 | it is gone |

### Restarted and verified

| workload | for | reason |
| --- | --- | --- |
| bob/a | a:v1@sha256:111111111111 |  |
| bob/c | a:v1@sha256:111111111111 |  |
`,
  );
  const started = { ...row('e', 'verified'), startupSeconds: 61.6, pull: 'cold' as const };
  t.match(
    summary([...rows, started], undefined),
    '### Slowest to start\n\n| workload | took | image |\n| --- | --- | --- |\n| bob/e | 62 s | cold |\n',
  );
  t.equal(summary([], undefined), '## Restarts\n\n0 stale.\n');
});

t.test('gauges by outcome, and a last success that a failure doesn’t forget', async (t) => {
  const text = metricsText(gauges(rows, 12.5, 1_700_000_000));
  t.match(text, 'patch_notebook_sts_restarts{outcome="verified"} 2\n');
  t.match(text, 'patch_notebook_sts_restarts{outcome="planned"} 0\n');
  t.match(text, 'patch_notebook_sts_restart_duration_seconds 12.5\n');
  const folder = t.testdir({ 'm.prom': text });
  t.equal(await lastSuccessOf(`${folder}/m.prom`), 1_700_000_000);
  t.equal(await lastSuccessOf(`${folder}/none`), 0, 'an alert finds the gauge from the first run on');
});
