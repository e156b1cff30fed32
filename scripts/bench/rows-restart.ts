import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { median, timeOf } from './measure.ts';
import { notebooks } from './notebooks.ts';
import type { Row } from './report.ts';

/** Without pause or wait, what a batch is for is gone; kubectl itself slows down after 300 requests. */
const BATCH = 200;

/** How many single restarts stand for all of them: each is a process like the others. */
const SAMPLE = 40;

/** Restarting: without pause or wait, against one `kubectl rollout restart` for each row. */
export async function benchRestart({ folder, root, quick }: Bench): Promise<Row[]> {
  const count = quick ? 200 : 1000;
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let i = 0; i < (quick ? 1 : 3); i += 1) {
    const { testbed, env, repositories } = await notebooks(count * 5, folder);
    const bin = (name: string) => join(root, 'dist/bin', name);
    const [listed, images, plan] = ['1.txt', '2.txt', '3.txt'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const flags = repositories.flatMap((repository) => ['--image', repository]);
    await timeOf({ command: bin('sts-list'), args: ['--notebooks', 'never', '-o', listed], env });
    await timeOf({ command: bin('tag-digest'), args: ['v1', ...flags, '-o', images], env });
    await timeOf({ command: bin('sts-filter'), args: ['-o', plan, listed, images], env });
    const rows = readFileSync(plan, 'utf8').trim().split('\n');
    if (rows.length !== count) throw new Error(`${rows.length} stale notebooks, not ${count}`);

    // Taken from the end of the plan, and out of it, so that both restart what nobody has restarted.
    const single = rows.splice(-SAMPLE);
    let alone = 0;
    for (const row of single) {
      const { stsName, namespace } = JSON.parse(row);
      const args = ['rollout', 'restart', `statefulset/${stsName}`, '-n', namespace];
      alone += await timeOf({ command: 'kubectl', args, env });
    }
    writeFileSync(plan, `${rows.join('\n')}\n`);
    const args = [
      'execute',
      '--batch',
      String(BATCH),
      '--pause',
      '0',
      '--wait',
      '0',
      '-o',
      '/dev/null',
      plan,
    ];
    const together = await timeOf({ command: bin('sts-restart'), args, env });
    ours.push((together / rows.length) * count);
    theirs.push((alone / SAMPLE) * count);
    await testbed.close();
  }
  return [
    {
      what: `sts-restart execute, ${count.toLocaleString('en')} rows, --batch ${BATCH}, no pause, no wait`,
      comparedWith: `one kubectl rollout restart a row (${SAMPLE} measured)`,
      ours: median(ours),
      theirs: median(theirs),
      unit: 'ms',
      reach: { atLeast: 15 },
    },
  ];
}
