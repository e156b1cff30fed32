import * as Plot from '@observablehq/plot';
import type { PageData } from '../model/page-data.ts';
import { type Bar, type Timeline, timelineOf } from '../model/timeline.ts';
import { chart } from './chart.ts';
import { count, element, section } from './dom.ts';

/** With no more bars than this, each has its name. */
const NAMED = 30;
/** So many failures are named where the bars are not. */
const NAMED_FAILURES = 12;

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
  const rows = bars.map((bar, y) => ({ ...bar, y }));
  const started = rows.filter(({ end }) => end !== undefined);
  const failures = rows.filter((bar) => bar.failed > 0);
  const gap = Math.min(1, row / 5);
  const last = Math.max(...bars.map(({ start, end = start }) => end));
  const isRight = (bar: Bar) => bar.start > groupsStart(bars) + (last - groupsStart(bars)) * 0.6;
  const label = (right: boolean): Plot.TextOptions => ({
    x: 'start',
    y: ({ y }) => y + (named ? 0.25 : 0.5),
    text: named
      ? 'label'
      : ({ label: text, failed, count: all }) => (all > 1 ? `${text}: ${failed} failed` : text),
    textAnchor: right ? 'end' : 'start',
    dx: named ? 0 : right ? -8 : 8,
  });
  const shown = named ? rows : failures.slice(0, NAMED_FAILURES);
  return {
    width,
    height: bars.length * row + 44,
    marginLeft: 8,
    marginRight: 16,
    marginTop: 10,
    marginBottom: 34,
    x: {
      type: 'utc',
      domain: [groupsStart(bars), Math.max(last, groupsStart(bars) + 1000)],
      label: null,
      ticks: Math.max(2, width / 110),
    },
    y: { domain: [0, bars.length], reverse: true, axis: null },
    marks: [
      Plot.ruleX(groups, { x: 'start', stroke: 'var(--line)', strokeWidth: groups.length > 60 ? 0.5 : 1 }),
      Plot.rect(started, {
        x1: 'start',
        x2: 'end',
        y1: ({ y }) => y + (named ? 0.5 : 0),
        y2: ({ y }) => y + (named ? 0.92 : 1),
        fill: 'var(--current)',
        insetTop: gap,
        insetBottom: 0,
        insetRight: -1,
        title: barTitle,
      }),
      Plot.dot(failures, {
        x: 'start',
        y: ({ y }) => y + (named ? 0.7 : 0.5),
        symbol: 'times',
        stroke: 'var(--failed)',
        strokeWidth: 2.5,
        r: 4.5,
        title: barTitle,
      }),
      Plot.text(
        shown.filter((bar) => !isRight(bar)),
        label(false),
      ),
      Plot.text(shown.filter(isRight), label(true)),
      Plot.axisX({ color: 'var(--muted)', ticks: Math.max(2, Math.floor(width / 110)), label: null }),
    ],
  };
}

const groupsStart = (bars: readonly Bar[]): number => bars[0]?.start ?? 0;

const barTitle = ({ label, start, end, failed, count: all }: Bar): string => {
  const took = end === undefined ? 'not ready' : `${Math.round((end - start) / 1000)} s`;
  return `${label}: ${all > 1 ? `${all} restarts, ` : ''}${took}${failed > 0 ? `, ${failed} failed` : ''}`;
};
