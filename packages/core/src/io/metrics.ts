import { type GaugeName, type GaugeValues, gaugeInfo } from './gauges.ts';
import { withOutput } from './output.ts';

const PREFIX = 'patch_notebook_sts_';

/** Gauges in Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export const metricsText = (values: GaugeValues): string =>
  (Object.keys(values) as GaugeName[]).map((name) => gaugeText(name, values[name] ?? {})).join('');

function gaugeText(name: GaugeName, value: number | Readonly<Record<string, number>>): string {
  const { help, label } = gaugeInfo(name);
  const full = `${PREFIX}${name}`;
  const lines =
    typeof value === 'number'
      ? `${full} ${value}\n`
      : Object.entries(value)
          .map(([key, number]) => `${full}{${label}="${key}"} ${number}\n`)
          .join('');
  return `# HELP ${full} ${help}\n# TYPE ${full} gauge\n${lines}`;
}

/**
 * Writes gauges for the node exporter's textfile collector, whole or not at all: it may read at any moment.
 * https://github.com/prometheus/node_exporter#textfile-collector
 */
export async function writeMetrics(file: string | undefined, values: GaugeValues): Promise<void> {
  if (file === undefined) return;
  await withOutput(file, process.stdout, async (out) => void out.write(metricsText(values)));
}
