import { join } from 'node:path';
import { Readable } from 'node:stream';
import t from 'tap';
import * as z from 'zod';
import { formatLocation, readRows } from './read-rows.ts';

const Row = z.looseObject({ a: z.number() });

async function read(text: string | Uint8Array, chunkSize = 7): Promise<unknown[]> {
  const bytes = Buffer.from(text as string);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkSize) chunks.push(bytes.subarray(at, at + chunkSize));
  const rows: unknown[] = [];
  for await (const found of readRows('-', Readable.from(chunks), Row)) {
    for (const located of found) rows.push([located.row, formatLocation(located)]);
  }
  return rows;
}

t.test('a clean file and its battered twins are the same rows', async (t) => {
  const rows = [{ a: 1, é: 'ü' }, { a: 2 }];
  const clean = '{"a":1,"é":"ü"}\n{"a":2}\n';
  const same = async (text: string) => (await read(text)).map((pair) => (pair as unknown[])[0]);
  t.same(await same(clean), rows);
  t.same(await same(clean.replaceAll('\n', '\r\n')), rows, 'CRLF');
  t.same(await same(`\uFEFF${clean}`), rows, 'byte order mark');
  t.same(await same(clean.replace('\n', '\n\uFEFF')), rows, 'byte order mark of a second file');
  t.same(await same(`\n  \n${clean}\r\n\n`), rows, 'blank lines');
  t.same(await same(clean.trimEnd()), rows, 'no last newline');
  t.same(await same(''), [], 'an empty file');
});

t.test('rows know their line, and keep keys that nobody knows', async (t) => {
  t.same(await read('\n{"a":1,"x":[null]}\n\n{"a":2}'), [
    [{ a: 1, x: [null] }, 'stdin:2'],
    [{ a: 2 }, 'stdin:4'],
  ]);
});

t.test('a file is read in pieces, and every row of it is whole', async (t) => {
  const rows = Array.from({ length: 20_000 }, (_, a) => ({ a, text: `${a} é `.repeat((a % 40) + 1) }));
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  t.ok(Buffer.byteLength(text) > 2.5 * 1024 * 1024, 'more than a buffer holds');
  const file = join(t.testdir({ 'rows.txt': text }), 'rows.txt');
  const found: unknown[] = [];
  for await (const some of readRows(file, process.stdin, Row)) found.push(...some);
  t.same(
    found,
    rows.map((row, i) => ({ row, file, line: i + 1 })),
  );
});

t.test('what is no row is refused with its place', async (t) => {
  const refusals: [string, string][] = [
    ['{"a":1}\n{"a":', 'stdin:2: not a whole JSON object'],
    ['null\n', 'stdin:1: Invalid input: expected object, received null'],
    ['\n7\n', 'stdin:2: Invalid input: expected object, received number'],
    ['[{"a":1}]\n', 'stdin:1: Invalid input: expected object, received array'],
    ['{"a":"x"}\n', 'stdin:1: a: Invalid input: expected number, received string'],
    [
      `{"a":1}\n{"a":1,"b":"${'x'.repeat(10 * 1024 * 1024)}"}\n`,
      'stdin:2: a line of more than 1048576 bytes is no row',
    ],
  ];
  for (const [text, message] of refusals)
    await t.rejects(read(text, 65536), { message, exitCode: 3 }, message);
  await t.rejects(read(Buffer.from('{"a":1}\n{"a":"\xff"}\n', 'latin1'), 999), {
    message: 'stdin:2: not UTF-8',
  });
  await t.rejects(read(Uint8Array.of(0x7b, 0xff, 0x0a)), {
    message: 'stdin:1: not UTF-8',
    exitCode: 3,
  });
});

t.test('a file that cannot be read is a failure, not bad input', async (t) => {
  const folder = t.testdir({});
  for (const file of [folder, `${folder}/none`]) {
    await t.rejects(readRows(file, process.stdin, Row).next(), {
      message: /^.+: cannot be read: /,
      exitCode: 1,
    });
  }
});
