import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { type Format, writeRows } from './write-rows.ts';

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

t.test('a slow reader is waited for', async (t) => {
  let bytes = 0;
  const slow = new Writable({
    highWaterMark: 1,
    write: (chunk, _encoding, done) => {
      bytes += chunk.length;
      setImmediate(done);
    },
  });
  await writeRows(
    Array.from({ length: 100 }, () => ({ name: 'a' })),
    slow,
    'name',
    view,
  );
  t.ok(slow.writableLength <= 'the/a\n'.length, 'never more than one row waits');
  t.ok(bytes > 0);
});

t.test('a reader that goes away ends nothing', async (t) => {
  const gone = new Writable({ highWaterMark: 1, write: () => {} });
  gone.on('error', () => {});
  setImmediate(() => gone.destroy(new Error('write EPIPE')));
  await writeRows(rows, gone, 'name', view);
  t.ok(gone.destroyed);
});
