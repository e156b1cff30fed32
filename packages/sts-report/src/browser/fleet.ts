import * as Plot from '@observablehq/plot';
import { groupBy } from '@patch-notebook-sts/core/group-by';
import { type FleetBar, fleetOf } from '../model/fleet.ts';
import { groups, type PageData } from '../model/page-data.ts';
import { chart } from './chart.ts';
import { count, element, section } from './dom.ts';
import { GROUPS, shortDigits, shortImage } from './words.ts';

const ROW = 42;
/** Pixels of a character, rather more than most have. */
const CHARACTER = 7;

/** The counts by group, which are the legend of the bars too, and a bar for each image and digest. */
export function fleetSection(data: PageData): HTMLElement {
  const { bars, rest } = fleetOf(data);
  const most = Math.max(...bars.map((bar) => bar.count), 1);
  const images = [...groupBy(bars, ({ image }) => image)].map(([image, own]) =>
    element(
      'div',
      { class: 'image' },
      element('h3', { title: image }, shortImage(image)),
      chart(`${image}: ${own.map(barText).join('; ')}`, (width) => imageChart(own, most, width)),
    ),
  );
  return section(
    'fleet',
    'The fleet, as the run found it',
    legend(data),
    element('div', { class: 'images' }, ...images),
    rest > 0
      ? element('p', { class: 'note' }, `${count(rest)} more workloads are in the table only.`)
      : undefined,
  );
}

function legend({ workloads }: PageData): HTMLElement {
  const counted = groups
    .map((group) => [group, workloads.filter((row) => row.group === group)] as const)
    .filter(([, rows]) => rows.length > 0)
    .map(([group, rows]) => {
      const why = [...groupBy(rows, ({ decision = '' }) => decision)]
        .sort(([, a], [, b]) => b.length - a.length)
        .map(([decision, some]) => `${count(some.length)} ${decision}`);
      const detail = group === 'held' || group === 'other' ? why.join(', ') : GROUPS[group].meaning;
      return element(
        'li',
        { class: group },
        element('strong', {}, count(rows.length)),
        element('span', { class: 'name' }, GROUPS[group].name),
        element('span', { class: 'detail' }, detail),
      );
    });
  return element('ul', { class: 'counts' }, ...counted);
}

const barText = ({ running, isNow, parts }: FleetBar): string =>
  `${running === '' ? 'digest not known' : running}${isNow ? ', where the tag points to now' : ''}: ${partsText(parts)}`;

const partsText = (parts: FleetBar['parts']): string =>
  parts.map((part) => `${count(part.count)} ${part.decision || 'not known'}`).join(', ');

/** The parts of a bar in no more pixels than these: by decision, by group, or only how many there are. */
function fitting(parts: FleetBar['parts'], pixels: number): string {
  const sum = (some: FleetBar['parts']) => some.reduce((total, part) => total + part.count, 0);
  const byGroup = [...groupBy(parts, ({ group }) => group)].map(
    ([, some]) => `${count(sum(some))} ${GROUPS[some[0]?.group ?? 'unknown'].name.toLowerCase()}`,
  );
  const texts = [partsText(parts), byGroup.join(', ')];
  return texts.find((text) => text.length * CHARACTER <= pixels) ?? count(sum(parts));
}

function imageChart(bars: readonly FleetBar[], most: number, width: number): Plot.PlotOptions {
  const label = ({ running, isNow }: FleetBar) =>
    `${running === '' ? 'digest not known' : shortDigits(running)}${isNow ? '  ● the tag now' : ''}`;
  const parts = bars.flatMap((bar, y) => bar.parts.map((part) => ({ y, ...part })));
  return {
    height: bars.length * ROW,
    margin: 0,
    x: { domain: [0, most], range: [0, width], axis: null },
    y: { type: 'band', domain: bars.map((_, y) => y), axis: null, padding: 0 },
    color: { type: 'ordinal', domain: groups, range: groups.map((group) => `var(--${group})`) },
    marks: [
      Plot.barX(parts, {
        x: 'count',
        y: 'y',
        fill: 'group',
        order: null,
        insetTop: 20,
        insetBottom: 8,
        insetRight: 1,
        title: (part) => partsText([part]),
      }),
      Plot.text(bars, { y: (_, y) => y, text: label, frameAnchor: 'left', textAnchor: 'start', dy: -11 }),
      Plot.text(bars, {
        y: (_, y) => y,
        text: (bar: FleetBar) => fitting(bar.parts, width - label(bar).length * CHARACTER),
        frameAnchor: 'right',
        textAnchor: 'end',
        dy: -11,
      }),
    ],
  };
}
