import * as Plot from '@observablehq/plot';
import { PLOT_CLASS } from '../page/plot-style.ts';
import { element } from './dom.ts';

/**
 * A chart that is as wide as its place, and is drawn again when that changes.
 * @param label what it shows, for those who can't see it
 */
export function chart(label: string, options: (width: number) => Plot.PlotOptions): HTMLElement {
  const place = element('div', { class: 'chart', role: 'img', 'aria-label': label });
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.floor(place.clientWidth);
    if (width === drawn || width === 0) return;
    drawn = width;
    place.replaceChildren(Plot.plot({ className: PLOT_CLASS, width, ...options(width) }));
  }).observe(place);
  return place;
}
