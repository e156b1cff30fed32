import { join } from 'node:path';
import { startTestbed } from '@patch-notebook-sts/testbed/testbed';
import { type Bench, compareTimes, timeOf } from './measure.ts';
import type { Row } from './report.ts';

const LATENCY_MS = 100;

/** Look-ups: five images with two tags each, tokens, and a slow network; as many requests at a time as there are tags. */
export async function benchTags({ folder, root, quick, repeat }: Bench): Promise<Row[]> {
  const testbed = await startTestbed({ registry: { latencyMs: LATENCY_MS } });
  try {
    const host = new URL(testbed.registry.url).host;
    testbed.registry.configure(host, { auth: { scheme: 'bearer', anonymous: true } });
    const images = ['a', 'b', 'c', 'd', 'e'].flatMap((name) => {
      for (const tag of ['v1', 'v2'])
        testbed.registry.push(`${host}/org/${name}:${tag}`, { seed: `${name} ${tag}` });
      return ['--image', `${host}/org/${name}`];
    });
    const env = { ...(await testbed.environment(join(folder, 'tags'))), HTTPS_PROXY: '' };
    const command = join(root, 'dist/bin/tag-digest');
    const run = (args: string[]) => timeOf({ command, args, env });
    const times = await compareTimes(
      () => run(['v1', 'v2', '--concurrency', '10', ...images]),
      () => run(['v1', '--allow-empty', '--images', '/dev/null']),
      // The figure is a difference, which the noise of a single pair could turn around.
      quick ? 3 : repeat,
    );
    return [
      {
        what: 'tag-digest --concurrency 10, 5 images x 2 tags, tokens, 100 ms latency; without its start',
        comparedWith: 'one round trip',
        measured: times.measured - times.baseline,
        baseline: LATENCY_MS,
        unit: 'ms',
        target: { atMost: 4 },
      },
    ];
  } finally {
    await testbed.close();
  }
}
