import t from 'tap';
import { rowsOf, staleNotebooks } from './testing.ts';

/** The outcomes of a few restarts whose images take a minute to pull. */
async function outcomes(bed: Awaited<ReturnType<typeof staleNotebooks>>) {
  const { code, stdout, stderr } = await bed.run('sts-restart', ['execute', '--pause', '0'], {}, bed.plan);
  return { code, stderr, rows: rowsOf(stdout) };
}

const MINUTE = { count: 5, stale: 5, pullMs: 60_000, timeScale: 30 };

t.test('an outcome says how long its pod took to start, and that its image had to be pulled', async (t) => {
  const { code, rows, stderr } = await outcomes(await staleNotebooks(t, MINUTE));
  t.equal(code, 0, stderr);
  t.equal(rows.length, 5);
  for (const row of rows) {
    t.match(row, { outcome: 'verified', pull: 'cold', startupSeconds: Number });
    t.ok(row.startupSeconds >= 60, `${row.startupSeconds} s`);
  }
});

t.test('or that the node had the image', async (t) => {
  const bed = await staleNotebooks(t, MINUTE);
  const nodes = new Set(bed.cluster.objects('pods').map(({ spec }) => spec.nodeName ?? ''));
  const images = bed.images.map(({ repository, wanted }) => `${repository}@${wanted}`);
  for (const node of nodes) bed.cluster.describeNode(node, { images });
  const { rows } = await outcomes(bed);
  t.equal(rows.length, 5);
  for (const row of rows) t.match(row, { outcome: 'verified', pull: 'warm', startupSeconds: Number });
});

t.test('where Events may not be read, it says no more than the time', async (t) => {
  const bed = await staleNotebooks(t, { ...MINUTE, count: 1, stale: 1 });
  bed.cluster.deny({ verb: 'list', resource: 'events' });
  const { code, rows } = await outcomes(bed);
  t.equal(code, 0);
  t.match(rows, [{ outcome: 'verified', startupSeconds: Number, pull: undefined }]);
});

t.test('a pod that is ready at once needs no Events for that', async (t) => {
  const bed = await staleNotebooks(t, { count: 1, stale: 1 });
  const { rows } = await outcomes(bed);
  t.match(rows, [{ outcome: 'verified', pull: 'warm' }]);
  t.notOk(bed.cluster.requests.some(({ path }) => path.includes('/events')));
});
