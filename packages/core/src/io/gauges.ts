/** What is said about a gauge to Prometheus. */
interface Declared {
  help: string;
  /** The label that tells its values apart; a gauge without one has a single value. */
  label?: string;
}

/**
 * Every gauge that a command writes, by its name: without the prefix, and with the unit at its end.
 * https://prometheus.io/docs/practices/naming/
 */
export const GAUGES = {
  workloads: { help: 'Workloads of the last run by decision.', label: 'decision' },
  not_ready: { help: 'Workloads of the last run that run the wanted image and are not ready.' },
  restarts: { help: 'Workloads of the last run by outcome.', label: 'outcome' },
  restart_duration_seconds: { help: 'How long the restarts of the last run took.' },
  last_success_timestamp_seconds: { help: 'When a run last ended without a failure.' },
} as const satisfies Record<string, Declared>;

export type GaugeName = keyof typeof GAUGES;

/** The values of some gauges: one, or one for each value of the gauge's label. */
export type GaugeValues = { readonly [Name in GaugeName]?: number | Readonly<Record<string, number>> };

export const gaugeInfo = (name: GaugeName): Declared => GAUGES[name];
