import t from 'tap';
import { kubectlFor, restart, testCluster } from '../cluster/testing.ts';
import { differences } from './compare.ts';
import type { Observation } from './recording.ts';
import { ROLLOUTS, rollout } from './rollouts.ts';
import { statesOf } from './states.ts';

t.equal(ROLLOUTS.length, 24);

for (const name of ROLLOUTS) {
  t.test(name, async (t) => {
    const replay = rollout(name);
    const cluster = await testCluster(t, { ...replay.options, timeScale: 0 });
    replay.load(cluster);
    const seen: Observation[] = replay.recorded.filter(({ type }) => type === 'LISTED');
    const start = cluster.now();
    cluster.onChange(({ type, object }) => {
      seen.push({ t: (cluster.now() - start) / 1000, type, object });
    });
    await restart(cluster, replay.resource, replay.namespace, 'nb');
    await cluster.advance(120_000);
    t.same(differences(statesOf(replay.recorded), statesOf(seen), replay.tolerance), []);
  });
}

t.test('time that runs, and kubectl that waits', async (t) => {
  const replay = rollout('stubborn-30s-termination');
  const cluster = await testCluster(t, { ...replay.options, timeScale: 20 });
  replay.load(cluster);
  const kubectl = await kubectlFor(t, cluster);
  const nb = ['statefulset/nb', '-n', replay.namespace];
  const before = cluster.now();
  t.equal((await kubectl(['rollout', 'restart', ...nb])).code, 0);
  t.match(await kubectl(['rollout', 'status', ...nb, '--timeout=60s']), { code: 0 });
  t.ok(cluster.now() - before >= 20_000, 'the old pod alone takes 20 s to go');
  t.match(cluster.object('statefulsets', replay.namespace, 'nb')?.status, { readyReplicas: 1 });
});
