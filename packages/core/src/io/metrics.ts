import { withOutput } from './output.ts';

/** A gauge with its values, each of one label's value, or of none (the empty string). */
export interface Gauge {
  /** Without the prefix, with the unit at its end: https://prometheus.io/docs/practices/naming/ */
  name: string;
  help: string;
  label?: string;
  values: Readonly<Record<string, number>>;
}

const PREFIX = 'patch_notebook_sts_';

/** Gauges in Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export const metricsText = (gauges: readonly Gauge[]): string =>
  gauges
    .map(({ name, help, label, values }) => {
      const lines = Object.entries(values).map(
        ([value, number]) =>
          `${PREFIX}${name}${label === undefined ? '' : `{${label}="${value}"}`} ${number}\n`,
      );
      return `# HELP ${PREFIX}${name} ${help}\n# TYPE ${PREFIX}${name} gauge\n${lines.join('')}`;
    })
    .join('');

/**
 * Writes gauges for the node exporter's textfile collector, whole or not at all: it may read at any moment.
 * https://github.com/prometheus/node_exporter#textfile-collector
 */
export async function writeMetrics(file: string | undefined, gauges: readonly Gauge[]): Promise<void> {
  if (file === undefined) return;
  await withOutput(file, process.stdout, async (out) => void out.write(metricsText(gauges)));
}
