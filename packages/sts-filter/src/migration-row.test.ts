import t from 'tap';
import type { Verdict } from './compare-container.ts';
import { containersToMigrate } from './migration-row.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const change = { name: 'b', image: 'app:x', to: 'app:v1', wanted: digest('1') };
const migrates = (more: object = {}): Verdict => ({
  decision: 'migrate',
  reason: '',
  change: { ...change, ...more },
});
const stale = (decision: Verdict['decision'], name = 'a'): Verdict => ({
  decision,
  reason: '',
  stale: { name, image: 'app:v2', running: digest('0'), wanted: digest('2') },
});

t.test('stale containers go along with their reference; what is held back doesn’t', async (t) => {
  t.strictSame(containersToMigrate([migrates(), stale('stale'), stale('busy', 'c')]), [
    { name: 'a', image: 'app:v2', to: 'app:v2', running: digest('0'), wanted: digest('2') },
    change,
  ]);
  t.match(containersToMigrate([migrates(), stale('unmoved')]), [{ name: 'a', unmoved: true }, {}]);
});

t.test('each container once, whatever its replicas run', async (t) => {
  const running = { running: digest('7') };
  const replicas = [migrates(), migrates(running), stale('stale', 'b')];
  t.strictSame(containersToMigrate(replicas), [{ ...change, ...running }]);
  t.strictSame(containersToMigrate(replicas.toReversed()), [{ ...change, ...running }]);
});
