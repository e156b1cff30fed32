import t from 'tap';
import { compareRevisions } from './compare-revisions.ts';

const compare = (notebook: string | undefined, partner: string | undefined) =>
  compareRevisions({ name: 'lab:v1', revision: notebook }, { name: 'worker:v1', revision: partner });

const commit = '1'.repeat(40);

t.test('pairs by revision', async (t) => {
  for (const [notebook, partner, outcome, reason] of [
    [commit, commit, 'paired', /both were built from 1{40}/],
    [commit, '2'.repeat(40), 'mismatched', /lab:v1 was built from 1+, and worker:v1 from 2+/],
    ['1111111', commit, 'mismatched', /from 1111111,/],
    [undefined, commit, 'unknown', /lab:v1 doesn't say/],
    [commit, undefined, 'unknown', /worker:v1 doesn't say/],
    [undefined, undefined, 'unknown', /lab:v1 doesn't say/],
    ['WILL_BE_REPLACED_BY_TRAVIS', 'WILL_BE_REPLACED_BY_TRAVIS', 'mismatched', /no commit/],
    ['\u009b31m', commit, 'mismatched', /says revision "\\u009b31m", which is no commit/],
    [`${commit}-dirty`, `${commit}-dirty`, 'mismatched', /no commit/],
  ] as const)
    t.match(compare(notebook, partner), { outcome, reason }, `${notebook} ${partner}`);
});
