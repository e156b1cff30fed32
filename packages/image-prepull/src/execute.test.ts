import { readFileSync } from 'node:fs';
import t from 'tap';
import { rowsOf, staleNotebooks } from './testing.ts';

t.test('200 workloads on 20 nodes: each node pulls each image once, a few nodes at a time', async (t) => {
  const bed = await staleNotebooks(t, { count: 200, nodes: 20 }, { pullMs: 100 });
  let most = 0;
  let crowded = 0;
  const made: string[] = [];
  bed.cluster.onChange(({ type, object, resource }) => {
    if (resource !== 'pods') return;
    if (type === 'ADDED') made.push(object.metadata.name);
    const pulling = bed.pullers().filter(({ status }) => status.phase === 'Pending');
    const nodes = new Set(pulling.map(({ spec }) => spec.nodeName));
    most = Math.max(most, nodes.size);
    if (nodes.size < pulling.length) crowded += 1;
  });
  const pulls = `${bed.folder}/pulls.txt`;
  const { code, stdout, stderr } = await bed.prepull(
    ['execute', bed.file],
    ['--nodes', '6', '--pulls', pulls],
  );
  t.equal(code, 0, stderr);
  t.equal(stdout, bed.plan, 'every row goes on, as it came');
  t.ok(rowsOf(stdout).every(bed.isWarm));

  const rows = rowsOf(readFileSync(pulls, 'utf8'));
  t.ok(rows.length > 50, `${rows.length} pulls`);
  t.equal(new Set(rows.map(({ node, image }) => `${node} ${image}`)).size, rows.length, 'each once');
  t.equal(made.length, rows.length, 'one pod for each');
  t.equal(new Set(rows.map(({ node }) => node)).size, 20);
  t.ok(rows.every(({ outcome, seconds }) => outcome === 'pulled' && seconds === 0.1));
  t.ok(most > 1 && most <= 6, `${most} nodes at a time`);
  t.equal(crowded, 0, 'one image at a time on a node');
  t.equal(bed.pullers().length, rows.length, 'the pods stay');
  t.match(stderr, `${rows.length} pulls on 20 nodes: ${rows.length} pulled; 200 workloads may restart`);

  const again = await bed.prepull(['execute', bed.file], ['--pulls', pulls]);
  t.equal(again.code, 0);
  t.match(again.stderr, `deleted ${rows.length} pods that an earlier run has left`);
  t.ok(rowsOf(readFileSync(pulls, 'utf8')).every(({ outcome }) => outcome === 'present'));

  t.match(await bed.prepull(['clean']), { code: 0, stderr: `image-prepull: deleted ${rows.length} pods\n` });
  t.same(bed.pullers(), []);
});

t.test('an image that one node can’t pull holds back the workloads there, and no others', async (t) => {
  const bed = await staleNotebooks(t, { count: 60, nodes: 5 });
  const [image] = bed.images;
  const wanted = image?.wanted ?? '';
  bed.cluster.describeNode('node3', {
    failures: { [wanted]: 'failed to extract layer: no space left on device' },
  });
  const held = `${bed.folder}/held.txt`;
  const args = ['--give-up', '1s', '--held', held, '--pulls', `${bed.folder}/pulls.txt`];
  const { code, stdout, stderr } = await bed.prepull(['execute', bed.file], args);
  t.equal(code, 1, stderr);
  const isHeld = (row: { namespace: string; stsName: string; containers?: { wanted: string }[] }) =>
    bed.nodeOf(row.namespace, row.stsName) === 'node3' && row.containers?.[0]?.wanted === wanted;
  const lines = bed.plan.split(/(?<=\n)/);
  t.equal(stdout, lines.filter((line) => !isHeld(JSON.parse(line))).join(''));
  const ids = rowsOf(readFileSync(held, 'utf8'));
  t.same(
    ids.map(({ stsName }) => stsName),
    rowsOf(bed.plan)
      .filter(isHeld)
      .map(({ stsName }) => stsName),
  );
  t.ok(ids.length > 0);
  t.match(ids[0], {
    kind: 'StatefulSet',
    decision: 'not-pulled',
    image: image?.reference,
    reason: `${image?.reference} on node3: failed: ErrImagePull: failed to pull and unpack image`,
  });
  t.match(stderr, /held back: .* no space left on device/);
  const failed = rowsOf(readFileSync(`${bed.folder}/pulls.txt`, 'utf8')).filter(
    ({ outcome }) => outcome === 'failed',
  );
  t.match(failed, [{ node: 'node3', image: image?.reference, reason: /no space left on device/ }]);
  t.notOk(
    bed.pullers().some(({ status }) => status.phase === 'Pending'),
    'the pod that could not pull is gone',
  );
});

t.test('with an API server that fails again and again the end is the same', async (t) => {
  const bed = await staleNotebooks(t, { count: 40, nodes: 8 });
  for (const fault of [{ status: 429, retryAfter: '0' }, { status: 500 }, { dropAfterBytes: 0 }])
    bed.cluster.faults.add({ path: /\/(pods|selfsubject)/, every: 15, ...fault });
  // A pod that is made, and whose answer is lost; and a watch that breaks off after a while.
  bed.cluster.faults.add({ method: 'POST', path: /\/pods/, every: 4, dropAfterBytes: 200 });
  bed.cluster.faults.add({ path: /watch=1/, dropAfterBytes: 20_000 });
  const made = new Map<string, number>();
  bed.cluster.onChange(({ type, resource, object, key }) => {
    const labels = object.metadata.labels ?? {};
    if (resource === 'pods' && type === 'ADDED' && 'patch-notebook-sts/prepull' in labels)
      made.set(key, (made.get(key) ?? 0) + 1);
  });
  const { code, stdout, stderr } = await bed.prepull(['execute', bed.file]);
  t.equal(code, 0, stderr);
  t.equal(stdout, bed.plan);
  t.ok(rowsOf(stdout).every(bed.isWarm));
  t.equal(made.size, bed.pullers().length);
  t.ok([...made.values()].every((times) => times === 1));
});
