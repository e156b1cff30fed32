import * as Plot from '@observablehq/plot';
import { formatDuration } from '@patch-notebook-sts/core/text/duration';
import { type DowntimeClass, downtimeClasses } from '../model/downtime.ts';
import type { PageData } from '../model/page-data.ts';
import { chart } from './chart.ts';
import { count, element, section } from './dom.ts';
import { PULLS } from './words.ts';

const ROW = 24;

/** How long notebooks were away, with their image on the node and without. Undefined where none came back. */
export function downtimeSection({ workloads }: PageData): HTMLElement | undefined {
  const { classes, medians } = downtimeClasses(workloads);
  if (medians.size === 0) return undefined;
  const parts = [...medians].map(([pull, { seconds, count: all }]) => {
    const own = classes.filter((one) => one.pull === pull);
    const text = `${count(all)} ${all === 1 ? 'restart' : 'restarts'}, median ${formatDuration(seconds * 1000)}`;
    return element(
      'div',
      { class: 'part' },
      element('h3', {}, PULLS[pull]),
      element('p', { class: 'note' }, text),
      chart(`${PULLS[pull]}: ${own.map(({ label, count: some }) => `${label}: ${some}`).join(', ')}`, () =>
        classesChart(own),
      ),
    );
  });
  return section('downtime', 'How long notebooks were away', element('div', { class: 'parts' }, ...parts));
}

const classesChart = (classes: readonly DowntimeClass[]): Plot.PlotOptions => ({
  height: classes.length * ROW,
  marginLeft: 76,
  marginRight: 48,
  marginTop: 0,
  marginBottom: 0,
  x: { domain: [0, Math.max(...classes.map((one) => one.count))], axis: null },
  y: { type: 'band', domain: classes.map(({ label }) => label), padding: 0.25 },
  marks: [
    Plot.barX(classes, { x: 'count', y: 'label', fill: 'var(--bar)' }),
    Plot.text(classes, {
      x: 'count',
      y: 'label',
      text: (one) => (one.count === 0 ? '' : count(one.count)),
      textAnchor: 'start',
      dx: 5,
    }),
    Plot.axisY({ tickSize: 0, label: null }),
  ],
});
