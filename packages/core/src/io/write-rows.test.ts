import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { type Format, writeLines, writeRows } from './write-rows.ts';

const view = {
  columns: [{ title: 'NAME', value: (row: { name: string }) => row.name }],
  name: (row: { name: string }) => `the/${row.name}`,
};
const rows = [{ name: 'a', x: 'b\r\n' }, { name: 'ü' }];

async function written(format: Format): Promise<string> {
  const out = new PassThrough();
  await writeRows(rows, out, format, view);
  out.end();
  return text(out);
}

t.test('rows as NDJSON, a table or names', async (t) => {
  t.equal(await written('ndjson'), '{"name":"a","x":"b\\r\\n"}\n{"name":"ü"}\n');
  t.equal(await written('table'), 'NAME\na\nü\n');
  t.equal(await written('name'), 'the/a\nthe/ü\n');
});

t.test('control characters are escaped, and in JSON they are still the same value', async (t) => {
  const hostile = [{ name: 'a\n\u001b[2J\u009b2J\u202e\u2028\u2029' }];
  const write = async (format: Format) => {
    const out = new PassThrough();
    await writeRows(hostile, out, format, view);
    out.end();
    return text(out);
  };
  const json = await write('ndjson');
  t.same(JSON.parse(json), hostile[0]);
  for (const shown of [json, await write('table'), await write('name')])
    t.notMatch(shown.replaceAll(/(NAME)?\n/g, ''), /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
  t.equal(await write('name'), 'the/a\\u000a\\u001b[2J\\u009b2J\\u202e\\u2028\\u2029\n');
});

t.test('lines of JSON are written as rows are', async (t) => {
  const hostile = [{ name: 'a\n\u001b[2J\u009b2J\u202e' }, ...Array(3000).fill({ name: 'a'.repeat(100) })];
  const asRows = new PassThrough();
  const asLines = new PassThrough();
  const written = Promise.all([text(asRows), text(asLines)]);
  await writeRows(hostile, asRows, 'ndjson', view);
  await writeLines(
    hostile.map((row) => JSON.stringify(row)),
    asLines,
  );
  asRows.end();
  asLines.end();
  const [rowsText, linesText] = await written;
  t.equal(linesText, rowsText);
});

/** Takes everything, slowly, and remembers in which pieces, and how much waited at most. */
function slowReader() {
  const seen = { pieces: [] as string[], waiting: 0 };
  const reader = new Writable({
    highWaterMark: 1,
    write: (chunk, _encoding, done) => {
      seen.pieces.push(String(chunk));
      seen.waiting = Math.max(seen.waiting, reader.writableLength);
      setImmediate(done);
    },
  });
  return { reader, seen };
}
const hundredThousand = function* () {
  for (let i = 0; i < 100_000; i += 1) yield { name: 'a' };
};

t.test('a slow reader is waited for', async (t) => {
  const { reader, seen } = slowReader();
  await writeRows(hundredThousand(), reader, 'name', view);
  t.equal(seen.pieces.join(''), 'the/a\n'.repeat(100_000));
  t.ok(seen.waiting < 100_000, `never more than a piece waits: ${seen.waiting}`);
});

t.test('rows that come one by one are written one by one', async (t) => {
  const { reader, seen } = slowReader();
  const asked: number[] = [];
  async function* coming() {
    for (const row of rows) {
      asked.push(seen.pieces.length);
      yield row;
    }
  }
  await writeRows(coming(), reader, 'ndjson', view);
  t.same(asked, [0, 1], 'a row is written before the next is asked for');
  t.equal(seen.pieces.length, 2);
});

t.test('a reader that goes away ends nothing', async (t) => {
  const gone = new Writable({ highWaterMark: 1, write: () => {} });
  gone.on('error', () => {});
  setImmediate(() => gone.destroy(new Error('write EPIPE')));
  await writeRows(rows, gone, 'name', view);
  t.ok(gone.destroyed);
});
