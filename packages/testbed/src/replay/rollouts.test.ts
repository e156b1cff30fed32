import t from 'tap';
import { restart, testCluster } from '../cluster/testing.ts';
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
    if (process.env.SHOW) for (const one of statesOf(seen)) console.error(one);
  });
}
