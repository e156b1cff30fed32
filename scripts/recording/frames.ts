import xterm from '@xterm/headless';

/** What a terminal shows at one place: a text in one style. */
export interface Span {
  text: string;
  /** An index into the terminal's 16 colours; undefined: its usual one. */
  colour: number | undefined;
  bold: boolean;
  dim: boolean;
}

/** A screen, line by line, and how many seconds after the beginning it was there. */
export interface Frame {
  at: number;
  lines: Span[][];
}

/** Some output, and how many seconds after the beginning it came. */
export interface Chunk {
  at: number;
  text: string;
}

export interface Size {
  columns: number;
  rows: number;
}

/** The screens of a terminal after each chunk of output, without those that change nothing. */
export async function framesOf(chunks: readonly Chunk[], { columns, rows }: Size): Promise<Frame[]> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  const frames: Frame[] = [];
  for (const { at, text } of chunks) {
    await new Promise<void>((resolve) => terminal.write(text, resolve));
    const lines = screenOf(terminal, rows);
    if (JSON.stringify(lines) !== JSON.stringify(frames.at(-1)?.lines)) frames.push({ at, lines });
  }
  terminal.dispose();
  return frames;
}

function screenOf(terminal: xterm.Terminal, rows: number): Span[][] {
  const { active } = terminal.buffer;
  return Array.from({ length: rows }, (_, row) => {
    const line = active.getLine(active.viewportY + row);
    return line === undefined ? [] : spansOf(line);
  });
}

function spansOf(line: xterm.IBufferLine): Span[] {
  const spans: Span[] = [];
  const end = line.translateToString(true).length;
  for (let column = 0; column < end; column += 1) {
    const cell = line.getCell(column);
    if (cell === undefined) break;
    const text = cell.getChars() || ' ';
    const style = {
      colour: cell.isFgDefault() ? undefined : cell.getFgColor(),
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
    };
    const last = spans.at(-1);
    const isSame = last?.colour === style.colour && last?.bold === style.bold && last?.dim === style.dim;
    if (last !== undefined && isSame) last.text += text;
    else spans.push({ text, ...style });
  }
  return spans;
}
