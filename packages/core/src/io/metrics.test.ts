import { readFileSync } from 'node:fs';
import t from 'tap';
import { metricsText, writeMetrics } from './metrics.ts';

const gauges = { workloads: { stale: 3, current: 0 }, last_success_timestamp_seconds: 1.5 };
const text = `# HELP patch_notebook_sts_workloads Workloads of the last run by decision.
# TYPE patch_notebook_sts_workloads gauge
patch_notebook_sts_workloads{decision="stale"} 3
patch_notebook_sts_workloads{decision="current"} 0
# HELP patch_notebook_sts_last_success_timestamp_seconds When a run last ended without a failure.
# TYPE patch_notebook_sts_last_success_timestamp_seconds gauge
patch_notebook_sts_last_success_timestamp_seconds 1.5
`;

t.test('Prometheus’ text format', async (t) => {
  t.equal(metricsText(gauges), text);
});

t.test('a file is written where one is asked for', async (t) => {
  const file = `${t.testdir({})}/m.prom`;
  await writeMetrics(file, gauges);
  t.equal(readFileSync(file, 'utf8'), text);
  await writeMetrics(undefined, gauges);
});
