import type { Frame, Size, Span } from './frames.ts';

const CHAR_WIDTH = 7.8;
const LINE_HEIGHT = 17;
const MARGIN = 14;

/** The terminal's 16 colours, on its dark ground. */
const COLOURS = [
  ...['#484f58', '#ff7b72', '#7ee787', '#d29922', '#79c0ff', '#d2a8ff', '#56d4dd', '#b1bac4'],
  ...['#6e7681', '#ffa198', '#aff5b4', '#e3b341', '#a5d6ff', '#e2c5ff', '#b3f0ff', '#f0f6fc'],
];

/**
 * Draws a recording as an SVG that plays by itself, again and again, without a script; where less motion is asked for, it
 * stands at the last screen. A line that stays the same is drawn once.
 * @param hold seconds for which the last screen stays
 */
export function recordingSvg(frames: readonly Frame[], { columns, rows }: Size, hold: number): string {
  const end = (frames.at(-1)?.at ?? 0) + hold;
  const [width, height] = [columns * CHAR_WIDTH + 2 * MARGIN, rows * LINE_HEIGHT + 2 * MARGIN];
  const shown = lineSpells(frames, rows, end);
  const percent = (at: number) => `${((at / end) * 100).toFixed(2)}%`;
  const names = new Map<string, string>();
  const animation = (from: number, to: number): string => {
    const key = `${percent(from)} ${percent(to)}`;
    const name = names.get(key) ?? `s${names.size}`;
    names.set(key, name);
    return name;
  };
  const lines = shown.map(({ row, spans, from, to }) => {
    const last = to === end ? ' last' : '';
    return `<text class="${animation(from, to)}${last}" y="${MARGIN + LINE_HEIGHT * (row + 0.75)}">${spans.map(spanText).join('')}</text>`;
  });
  const keyframes = [...names].map(([key, name]) => {
    const [from = '', to = ''] = key.split(' ');
    const hidden = from === '0.00%' ? '' : '0%{visibility:hidden}';
    const gone = to === '100.00%' ? '' : `${to}{visibility:hidden}`;
    return `@keyframes ${name}{${hidden}${from}{visibility:visible}${gone}}.${name}{animation-name:${name}}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>patch-notebook-sts in a terminal</title>
<style>
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#e6edf3;white-space:pre;visibility:hidden;animation:${end.toFixed(2)}s step-end infinite}
${keyframes.join('\n')}
@media (prefers-reduced-motion:reduce){text{animation:none}.last{visibility:visible}}
.b{font-weight:bold}.d{opacity:.65}${COLOURS.map((colour, i) => `.c${i}{fill:${colour}}`).join('')}
</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${lines.join('\n')}
</svg>
`;
}

/** A line of the screen, and the seconds between which it is there. */
interface Spell {
  row: number;
  spans: Span[];
  from: number;
  to: number;
}

function lineSpells(frames: readonly Frame[], rows: number, end: number): Spell[] {
  const spells: Spell[] = [];
  for (let row = 0; row < rows; row += 1) {
    let current: Spell | undefined;
    for (const [i, { at, lines }] of frames.entries()) {
      const spans = lines[row] ?? [];
      const to = frames[i + 1]?.at ?? end;
      if (current !== undefined && JSON.stringify(current.spans) === JSON.stringify(spans)) current.to = to;
      else {
        current = { row, spans, from: at, to };
        if (spans.length > 0) spells.push(current);
      }
    }
  }
  return spells;
}

/** Each piece has its place and width, because a fallback font may be wider than the one that is meant. */
function spanText({ text, colour, bold, dim }: Span, i: number, all: readonly Span[]): string {
  const column = all.slice(0, i).reduce((length, span) => length + span.text.length, 0);
  const classes = [bold ? 'b' : '', dim ? 'd' : '', colour === undefined ? '' : `c${colour}`].filter(Boolean);
  const style = classes.length === 0 ? '' : ` class="${classes.join(' ')}"`;
  const [x, width] = [MARGIN + column * CHAR_WIDTH, text.length * CHAR_WIDTH];
  return `<tspan x="${x.toFixed(1)}" textLength="${width.toFixed(1)}"${style}>${escaped(text)}</tspan>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
