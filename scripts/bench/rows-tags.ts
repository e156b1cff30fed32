import { join } from 'node:path';
import { startTestbed } from '@patch-notebook-sts/testbed/testbed';
import type { Bench } from './bench.ts';
import { compareTimes, measure } from './measure.ts';
import type { Row } from './report.ts';

const LATENCY_MS = 100;

/** Looking up: five images, two tags, tokens, and a slow network. */
export async function benchTags({ folder, root, repeat }: Bench): Promise<Row[]> {
  const host = 'ghcr.io';
  const testbed = await startTestbed({
    registry: { hosts: { [host]: { auth: { scheme: 'bearer', anonymous: true } } }, latencyMs: LATENCY_MS },
  });
  try {
    const images = ['a', 'b', 'c', 'd', 'e'].flatMap((name) => {
      for (const tag of ['v1', 'v2'])
        testbed.registry.push(`${host}/org/${name}:${tag}`, { seed: `${name} ${tag}` });
      return ['--image', `${host}/org/${name}`];
    });
    const env = await testbed.environment(join(folder, 'tags'));
    const command = join(root, 'dist/bin/tag-digest');
    const times = await compareTimes(
      async () => (await measure({ command, args: ['v1', 'v2', ...images], env }, folder)).ms,
      async () => (await measure({ command, args: ['v1', '--images', '/dev/null'], env }, folder)).ms,
      repeat,
    );
    return [
      {
        what: 'tag-digest, 5 images x 2 tags, tokens, 100 ms latency; without its start',
        comparedWith: 'one round trip',
        ours: times.ours - times.theirs,
        theirs: LATENCY_MS,
        unit: 'ms',
        reach: { atMost: 4 },
      },
    ];
  } finally {
    await testbed.close();
  }
}
