import { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import t from 'tap';
import type { Result } from '../flow/state.ts';
import type { Pull } from '../plan/plan.ts';
import { heldRow, judge } from './verdict.ts';

const digest = `sha256:${'1'.repeat(64)}`;
const row = RestartRow.parse({
  stsName: 'desk',
  namespace: 'bob',
  kind: 'StatefulSet',
  action: 'restart',
  containers: [{ name: 'nb', image: 'a/b:v1', running: digest, wanted: digest }],
  more: 1,
});
const pulls = ['n1', 'n2'].map(
  (node): Pull => ({ id: node, node, image: 'a/b', namespace: 'p', secrets: [] }),
);

/** The verdict on a workload with two pulls that ended so. */
const verdict = (first: Result, second: Result, passRefused = false, stopped?: string) =>
  judge(
    { row, pulls },
    new Map(pulls.map((pull, i) => [pull, i === 0 ? first : second])),
    passRefused,
    stopped,
  );
const PULLED: Result = { outcome: 'pulled' };
const REFUSED: Result = { outcome: 'refused', reason: 'OutOfpods: full' };
const FAILED: Result = { outcome: 'failed', reason: 'ErrImagePull: no space' };

t.test('a workload goes on when each of its nodes has its image', async (t) => {
  t.match(verdict(PULLED, PULLED), { goesOn: true, reason: undefined });
  for (const outcome of ['refused', 'failed', 'timeout', 'not-attempted'] as const)
    t.match(verdict(PULLED, { outcome }), { goesOn: false, reason: `a/b on n2: ${outcome}` });
});

t.test('--pass refused takes a refusal alone', async (t) => {
  t.match(verdict(PULLED, REFUSED, true), { goesOn: true, reason: 'a/b on n2: refused: OutOfpods: full' });
  t.match(verdict(FAILED, REFUSED, true), {
    goesOn: false,
    reason: 'a/b on n1: failed: ErrImagePull: no space; a/b on n2: refused: OutOfpods: full',
  });
});

t.test('of a run that was stopped nothing goes on, however much was pulled', async (t) => {
  t.match(verdict(PULLED, PULLED, true, 'the run was interrupted'), {
    goesOn: false,
    reason: 'the run was interrupted',
  });
  const remarked = { row, pulls: [], remark: 'it has no pod on a node' };
  t.match(judge(remarked, new Map(), false, undefined), { goesOn: true, reason: 'it has no pod on a node' });
  t.match(judge(remarked, new Map(), false, 'stopped'), { goesOn: false });
});

t.test('in a dry run all go on', async (t) => {
  t.match(judge({ row, pulls }, undefined, false, undefined), { goesOn: true });
});

t.test('a held row has the form of a decision', async (t) => {
  t.same(heldRow(verdict(PULLED, REFUSED)), {
    stsName: 'desk',
    namespace: 'bob',
    kind: 'StatefulSet',
    decision: 'not-pulled',
    reason: 'a/b on n2: refused: OutOfpods: full',
    image: 'a/b',
  });
});
