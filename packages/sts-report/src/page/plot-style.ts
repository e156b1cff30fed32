/**
 * The class that all charts get. Plot writes a style element into each, whose text has the class in it, and the page's policy
 * allows that text alone.
 */
export const PLOT_CLASS = 'plot';

/** That text: https://github.com/observablehq/plot/blob/v0.6.17/src/plot.js. A test compares it with the installed one. */
export const PLOT_STYLE = `:where(.${PLOT_CLASS}) {
  --plot-background: white;
  display: block;
  height: auto;
  height: intrinsic;
  max-width: 100%;
}
:where(.${PLOT_CLASS} text),
:where(.${PLOT_CLASS} tspan) {
  white-space: pre;
}`;
