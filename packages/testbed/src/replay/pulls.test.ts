import t from 'tap';
import { call, testCluster } from '../cluster/testing.ts';
import { differences } from './compare.ts';
import { PULLS, pullReplay } from './pulls.ts';
import type { Observation } from './recording.ts';
import { statesOf } from './states.ts';

t.equal(PULLS.length, 12);

for (const name of PULLS) {
  t.test(name, async (t) => {
    const replay = pullReplay(name);
    const cluster = await testCluster(t, { ...replay.options, timeScale: 0 });
    replay.load(cluster);
    const seen: Observation[] = [];
    cluster.onChange(({ type, object }) => {
      seen.push({ t: 0, type, object });
    });
    const { body } = await call(cluster, 'POST', `/api/v1/namespaces/${replay.namespace}/pods`, replay.pod);
    await cluster.advance(120_000);
    t.equal(body.kind === 'Status' ? body.message : undefined, replay.refused);
    t.same(differences(statesOf(replay.recorded), statesOf(seen), replay.tolerance), []);
  });
}
