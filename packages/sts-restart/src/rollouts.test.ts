import { testbedFor } from '@patch-notebook-sts/testbed/commands';
import { ROLLOUTS, rollout } from '@patch-notebook-sts/testbed/replay/rollouts';
import t from 'tap';
import { type Verdict, verdicts } from './flow/testing.ts';
import { rowsOf } from './testing.ts';

// The command on each recorded rollout. Its own clock is the wall's, so its limits are in seconds where the cluster's
// minutes go by twenty times as fast.
const TIME_SCALE = 20;
const LIMITS = ['--wait', '10s', '--give-up', '3s'];

/** What is read just before the patch ends these before it, which the recordings, of kubectl's restarts, do not have. */
const BEFORE_THE_PATCH: Record<string, Verdict> = {
  'partition-all': ['skipped', /^its partition is \d: a restart replaces no pod/],
  'on-delete': ['skipped', /^its update strategy is OnDelete: a restart replaces no pod/],
  'deployment-paused': ['skipped', /^its rollouts are paused/],
  'pod-deleted-before': ['skipped', /^its pods run sha256:\w{12} already$/],
  // the pod that took the evicted one's place pulled the current image
  'deployment-evicted-pod': ['skipped', /^its pods run sha256:\w{12} already$/],
};

/** Programs that fail end with 1 on the testbed, and with 3 in the recordings. */
const EXIT_CODES: Record<string, Verdict> = {
  'crash-loop': ['failed', /^container nb of pod nb-0.*ended with Error, exit code 1/],
  'init-container-fails': ['failed', /^container setup of pod nb-0.*ended with Error, exit code 1/],
};

const VERDICTS: Record<string, Verdict> = { ...verdicts('10 s'), ...BEFORE_THE_PATCH, ...EXIT_CODES };

t.same([...ROLLOUTS].sort(), Object.keys(VERDICTS).sort());
t.jobs = 4;

for (const name of ROLLOUTS) {
  t.test(name, async (t) => {
    const replay = rollout(name);
    const bed = await testbedFor(t, { cluster: { ...replay.options, timeScale: TIME_SCALE } });
    replay.load(bed.cluster);
    const args = ['execute', '--pause', '0', ...LIMITS];
    const { code, stdout, stderr } = await bed.run('sts-restart', args, {}, JSON.stringify(replay.row));
    const [{ outcome, reason }] = rowsOf(stdout);
    const [expected, words] = VERDICTS[name] ?? [];
    t.equal(outcome, expected, `${reason}; ${stderr}`);
    if (words === undefined) t.equal(reason, undefined);
    else t.match(reason, words);
    t.equal(code, expected === 'failed' ? 1 : 0);
    const patches = bed.cluster.requests.filter(({ method }) => method === 'PATCH');
    t.equal(patches.length, name in BEFORE_THE_PATCH ? 0 : 1, 'patches');
  });
}
