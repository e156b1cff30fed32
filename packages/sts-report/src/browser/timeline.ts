import * as Plot from '@observablehq/plot';
import type { PageData } from '../model/page-data.ts';
import { type Bar, type Timeline, timelineOf } from '../model/timeline.ts';
import { chart } from './chart.ts';
import { count, element, section } from './dom.ts';
import { clockText } from './words.ts';

/** With no more bars than this, each has its name. */
const NAMED = 30;
/** What the axis shows at least, so that its ticks are whole seconds. */
const SHORTEST_MS = 10_000;
/** Pixels from a label to the next below it. */
const LABEL = 16;

/** The rollout: a bar from the change until all was ready. Undefined where nothing was restarted. */
export function timelineSection({ workloads }: PageData): HTMLElement | undefined {
  const timeline = timelineOf(workloads);
  if (timeline === undefined) return undefined;
  const { bars, groups, grouped } = timeline;
  const failed = bars.reduce((sum, bar) => sum + bar.failed, 0);
  const what = grouped ? `Each bar is a group of restarts that began together` : 'Each bar is a restart';
  return section(
    'timeline',
    'The rollout',
    element(
      'p',
      { class: 'note' },
      `${what}, from the change until all was ready. `,
      ...(groups.length > 1 ? [`A line is where one of the ${count(groups.length)} groups began. `] : []),
      ...(failed > 0 ? [element('span', { class: 'mark' }, '×'), ` failed (${count(failed)}). `] : []),
      'Times are in UTC.',
    ),
    chart(`${count(bars.length)} bars, ${count(groups.length)} groups, ${count(failed)} failed`, (width) =>
      timelineChart(timeline, width),
    ),
  );
}

function timelineChart({ bars, groups }: Timeline, width: number): Plot.PlotOptions {
  const named = bars.length <= NAMED;
  const row = named ? 34 : Math.max(1, Math.min(10, 600 / bars.length));
  const start = bars[0]?.start ?? 0;
  const end = Math.max(start + SHORTEST_MS, ...bars.map((bar) => bar.end ?? bar.start));
  const rows = bars.map((bar, y) => ({ ...bar, y }));
  const failures = rows.filter((bar) => bar.failed > 0);
  const labelled = named ? rows : apart(failures, LABEL / row);
  const isLate = (bar: Bar) => bar.start > start + (end - start) * 0.6;
  const label = (late: boolean) =>
    Plot.text(
      labelled.filter((bar) => isLate(bar) === late),
      {
        x: named || late ? 'start' : (bar) => bar.end ?? bar.start,
        y: ({ y }) => y + (named ? 0.25 : 0.5),
        text: named ? 'label' : failureText,
        textAnchor: late ? 'end' : 'start',
        dx: named ? 0 : late ? -8 : 8,
        fill: 'var(--text)',
        stroke: 'var(--page)',
        strokeWidth: 4,
      },
    );
  return {
    height: bars.length * row + 44,
    marginLeft: 6,
    marginRight: 24,
    marginTop: 10,
    marginBottom: 34,
    x: { type: 'utc', domain: [start, end] },
    y: { domain: [0, bars.length], reverse: true, axis: null },
    marks: [
      Plot.ruleX(groups, { x: 'start', stroke: 'var(--line)', strokeWidth: groups.length > 60 ? 0.5 : 1 }),
      Plot.rect(
        rows.filter((bar) => bar.end !== undefined),
        {
          x1: 'start',
          x2: 'end',
          y1: ({ y }) => y + (named ? 0.5 : 0),
          y2: ({ y }) => y + (named ? 0.92 : 1),
          fill: 'var(--current)',
          insetTop: Math.min(1, row / 5),
          // So that the shortest can be seen.
          insetRight: -1,
          title: barTitle,
        },
      ),
      Plot.dot(failures, {
        x: 'start',
        y: ({ y }) => y + (named ? 0.7 : 0.5),
        symbol: 'times',
        stroke: 'var(--failed)',
        strokeWidth: 2.5,
        r: 4.5,
        title: barTitle,
      }),
      label(false),
      label(true),
      Plot.axisX({
        color: 'var(--muted)',
        ticks: Math.max(2, Math.floor(width / 120)),
        tickFormat: (time: Date) => clockText(time, end - start),
        label: null,
      }),
    ],
  };
}

/** The bars whose labels don't run into each other: each so many rows below the one before. */
function apart<T extends { y: number }>(rows: readonly T[], distance: number): T[] {
  let next = 0;
  return rows.filter(({ y }) => {
    if (y < next) return false;
    next = y + distance;
    return true;
  });
}

const failureText = ({ label, failed, count: all }: Bar): string =>
  all > 1 ? `${label}: ${failed} failed` : label;

const barTitle = ({ label, start, end, failed, count: all }: Bar): string => {
  const took = end === undefined ? 'not ready' : `${Math.round((end - start) / 1000)} s`;
  return `${label}: ${all > 1 ? `${all} restarts, ` : ''}${took}${failed > 0 ? `, ${failed} failed` : ''}`;
};
