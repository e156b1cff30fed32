import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { ROOT } from '@patch-notebook-sts/testbed/commands';
import { until } from '@patch-notebook-sts/testbed/until';
import t, { type Test } from 'tap';
import { ndjson, rowsOf, staleNotebooks } from './testing.ts';

const DATE = '2126-12-05T01:00:00-05:00';
const LATER = '2126-12-12T01:00:00-05:00';

/** A testbed, and a function that starts a run and doesn't wait for it. */
async function bedToKill(t: Test, count: number) {
  const bed = await staleNotebooks(t, count);
  const env = {
    ...(await bed.environment(`${bed.folder}/environment`)),
    PATH: `${ROOT}dist/bin:${process.env.PATH}`,
  };
  const [plan, out] = [`${bed.folder}/3.txt`, `${bed.folder}/out.txt`];
  writeFileSync(plan, ndjson(bed.rows));
  const announcedFor = (date: string) =>
    bed.rows.filter(({ stsName }) => bed.annotations(stsName)['patch-notebook-sts/planned-for'] === date);
  const start = () => {
    const child = spawn('sts-announce', ['execute', '--at', DATE, '-o', out, plan], { env, stdio: 'ignore' });
    return { child, ended: once(child, 'exit') };
  };
  return { ...bed, out, announcedFor, start };
}

t.test('what a killed run has announced keeps its date, and the next run announces the rest', async (t) => {
  const { start, announcedFor, announce, rows, events } = await bedToKill(t, 120);
  const { child, ended } = start();
  await until(() => announcedFor(DATE).length > 0);
  child.kill('SIGKILL');
  await ended;
  const before = announcedFor(DATE).length;
  t.ok(before < rows.length, 'it had more to do');
  const { code, stdout, stderr } = await announce(['execute', '--at', LATER], rows);
  t.equal(code, 0, stderr);
  // kubectl may have sent some more when it was killed too.
  const renewed = rowsOf(stdout).filter(({ outcome }) => outcome === 'renewed').length;
  t.ok(renewed >= before);
  t.equal(announcedFor(DATE).length, renewed);
  t.equal(announcedFor(LATER).length, rows.length - renewed);
  t.equal(events().length, rows.length, 'one Event for each');
  for (const { message, involvedObject } of events()) {
    const isKept = announcedFor(DATE).some(({ stsName }) => stsName === involvedObject.name);
    t.match(message, isKept ? '2126-12-05' : '2126-12-12');
  }
});

t.test('a signal ends a run in good order: its rows say who was told', async (t) => {
  const { start, announcedFor, rows, events, out } = await bedToKill(t, 120);
  const { child, ended } = start();
  await until(() => events().length > 0);
  child.kill('SIGTERM');
  t.same(await ended, [143, null]);
  const said = rowsOf(readFileSync(out, 'utf8'));
  t.equal(said.length, rows.length);
  const announced = said.filter(({ outcome }) => outcome === 'announced');
  t.same(
    announced.map(({ stsName }) => stsName),
    announcedFor(DATE).map(({ stsName }) => stsName),
  );
  t.ok(announced.length > 0);
  t.same(
    [...new Set(said.map(({ outcome }) => outcome))].sort(),
    ['announced', 'not-attempted'],
    'none was broken off halfway',
  );
});
