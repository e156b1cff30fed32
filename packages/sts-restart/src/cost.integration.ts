import t from 'tap';
import { staleNotebooks } from './testing.ts';

t.test('what a restart costs the API server does not depend on the size of the cluster', async (t) => {
  const stale = 100;
  const work = async (count: number) => {
    const bed = await staleNotebooks(t, { count, stale });
    bed.cluster.apiWork.reset();
    const args = ['execute', '--pause', '0', '--batch', '50', '--quiet', '-o', '/dev/null'];
    const { code, stderr } = await bed.run('sts-restart', args, {}, bed.plan);
    t.equal(code, 0, stderr);
    const { requests, bytes, objectsRead } = bed.cluster.apiWork;
    return { requests, bytes, objectsRead };
  };
  const small = await work(200);
  const large = await work(4000);
  t.comment(JSON.stringify({ small, large }));
  // A workload, its pod and its namespace, read just before the patch; nothing while it is watched.
  t.ok(large.objectsRead <= 3 * stale, `${large.objectsRead} objects read from storage`);
  t.ok(large.requests <= 5 * stale, `${large.requests} requests`);
  t.ok(large.bytes < small.bytes * 1.2, `${small.bytes} and ${large.bytes} bytes`);
});
