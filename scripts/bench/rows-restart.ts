import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, median, timeOf } from './measure.ts';
import { notebooks } from './notebooks.ts';
import { planOf } from './plan-of.ts';
import type { Row } from './report.ts';

/** Without pause and wait the size of a batch means little; but kubectl slows itself down after 300 requests. */
const BATCH = 200;

/** Restarts without pause and wait, compared with one `kubectl rollout restart` per row. */
export async function benchRestart({ folder, root, quick }: Bench): Promise<Row[]> {
  const count = quick ? 20 : 1000;
  // How many single restarts are measured to stand for all: one takes as long as another.
  const sample = quick ? 2 : 40;
  const measured: number[] = [];
  const baseline: number[] = [];
  for (let i = 0; i < (quick ? 1 : 3); i += 1) {
    const { testbed, env, repositories } = await notebooks(count * 5, folder);
    const plan = join(folder, '3.txt');
    const rows = await planOf(plan, { folder, root }, env, repositories);
    if (rows.length !== count) throw new Error(`${rows.length} stale notebooks, not ${count}`);

    // These leave the plan, so that nothing is restarted twice.
    const single = rows.splice(-sample);
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
    const together = await timeOf({ command: join(root, 'dist/bin/sts-restart'), args, env });
    measured.push((together / rows.length) * count);
    baseline.push((alone / sample) * count);
    await testbed.close();
  }
  return [
    {
      what: `sts-restart execute, ${count.toLocaleString('en')} rows, --batch ${BATCH}, no pause, no wait`,
      comparedWith: `one kubectl rollout restart per row (${sample} measured)`,
      measured: median(measured),
      baseline: median(baseline),
      unit: 'ms',
      target: { atLeast: 15 },
    },
  ];
}
