import * as Plot from '@observablehq/plot';
import type { History, RunFacts } from '../model/page-data.ts';
import { chart } from './chart.ts';
import { count, element, section } from './dom.ts';
import { shortImage } from './words.ts';

/** Images with more failures come first; the others are left out. */
const IMAGES = 12;
const ROW = 42;

/** What changed from run to run. */
export function historySection({ runs, failures }: History): HTMLElement {
  const last = runs.at(-1);
  return section(
    'history',
    `History of ${count(runs.length)} runs`,
    element(
      'div',
      { class: 'parts' },
      part(
        'Stale notebooks',
        'What each run found, and what was still stale at its end.',
        chart(`stale over time, ${last?.left ?? 0} left at the end of the last run`, () => staleChart(runs)),
      ),
      part(
        'Age of the oldest stale notebook',
        'In days, as far as these runs show.',
        chart(`oldest stale notebook in days, ${Math.round(last?.oldestDays ?? 0)} in the last run`, () =>
          ageChart(runs),
        ),
      ),
      part(
        'Failed restarts by image',
        failures.length === 0 ? 'None of these runs had any.' : 'Of all these runs.',
        failures.length === 0
          ? undefined
          : chart(failures.map(({ image, failures: all }) => `${image}: ${all}`).join(', '), (width) =>
              failuresChart(failures.slice(0, IMAGES), width),
            ),
      ),
    ),
  );
}

const part = (heading: string, note: string, drawn: HTMLElement | undefined): HTMLElement =>
  element('div', { class: 'part' }, element('h3', {}, heading), element('p', { class: 'note' }, note), drawn);

const atOf = ({ at }: RunFacts): Date => new Date(at);
const behindOf = ({ counts }: RunFacts): number => counts.stale + counts.held;

const shape: Plot.PlotOptions = {
  height: 220,
  marginLeft: 44,
  marginRight: 76,
  marginTop: 16,
  marginBottom: 30,
};

function staleChart(runs: readonly RunFacts[]): Plot.PlotOptions {
  const last = runs.slice(-1);
  const found = { x: atOf, y: behindOf };
  const left = { x: atOf, y: 'left' as const };
  return {
    ...shape,
    x: { type: 'utc', label: null },
    y: { label: null, grid: true, zero: true, nice: true, ticks: 5 },
    marks: [
      Plot.lineY(runs, { ...found, stroke: 'var(--stale)', strokeWidth: 2 }),
      Plot.dotY(runs, {
        ...found,
        fill: 'var(--stale)',
        r: 3,
        title: (run) => `${run.at}: ${behindOf(run)} found`,
      }),
      Plot.lineY(runs, { ...left, stroke: 'var(--held)', strokeWidth: 2, strokeDasharray: '5 3' }),
      Plot.dotY(runs, {
        ...left,
        fill: 'var(--held)',
        r: 3,
        symbol: 'square',
        title: (run) => `${run.at}: ${run.left} left`,
      }),
      Plot.text(last, { ...found, text: (run) => `${behindOf(run)} found`, textAnchor: 'start', dx: 8 }),
      Plot.text(last, { ...left, text: (run) => `${run.left} left`, textAnchor: 'start', dx: 8, dy: 4 }),
    ],
  };
}

function ageChart(runs: readonly RunFacts[]): Plot.PlotOptions {
  const age = { x: atOf, y: 'oldestDays' as const };
  return {
    ...shape,
    x: { type: 'utc', label: null },
    y: { label: null, grid: true, zero: true, nice: true, ticks: 5 },
    marks: [
      Plot.lineY(runs, { ...age, stroke: 'var(--stale)', strokeWidth: 2, curve: 'step-after' }),
      Plot.dotY(runs, {
        ...age,
        fill: 'var(--stale)',
        r: 3,
        title: (run) => `${run.at}: ${Math.round(run.oldestDays)} days`,
      }),
      Plot.text(runs.slice(-1), {
        ...age,
        text: (run) => `${Math.round(run.oldestDays)} d`,
        textAnchor: 'start',
        dx: 8,
      }),
    ],
  };
}

const failuresChart = (failures: History['failures'], width: number): Plot.PlotOptions => ({
  height: failures.length * ROW,
  margin: 0,
  x: { domain: [0, failures[0]?.failures ?? 1], range: [0, width - 40], axis: null },
  y: { type: 'band', domain: failures.map(({ image }) => image), axis: null, padding: 0 },
  marks: [
    Plot.barX(failures, { x: 'failures', y: 'image', fill: 'var(--failed)', insetTop: 20, insetBottom: 8 }),
    Plot.text(failures, {
      y: 'image',
      text: ({ image }) => shortImage(image),
      frameAnchor: 'left',
      textAnchor: 'start',
      dy: -11,
    }),
    Plot.text(failures, {
      x: 'failures',
      y: 'image',
      text: (one) => count(one.failures),
      textAnchor: 'start',
      dx: 5,
      dy: 6,
    }),
  ],
});
