import t from 'tap';
import { digest, staleRow } from '../testing.ts';
import { isSameRun, wantedOf } from './journal-header.ts';

const header = (plan: string[], time = '2026-11-21T00:00:00.000Z') => ({ cluster: 'https://a', plan, time });

t.test('what a plan is for, each once', async (t) => {
  const other = { ...staleRow({ image: 'b:v1' }), stsName: 'lab' };
  const [a, b] = [`docker.io/library/a:v1@${digest('1')}`, `docker.io/library/b:v1@${digest('1')}`];
  t.same(wantedOf([other, staleRow(), { ...staleRow(), stsName: 'desk2' }]), [a, b]);
});

t.test('a run goes on with one that was for the same images, and for a week', async (t) => {
  const cases: [string[], string[], string, boolean][] = [
    [['a', 'b'], ['a', 'b'], '2026-11-21T01:00:00.000Z', true],
    [['a', 'b'], ['b'], '2026-11-21T01:00:00.000Z', true],
    [['a', 'b'], [], '2026-11-27T23:00:00.000Z', true],
    [['a', 'b'], ['a', 'c'], '2026-11-21T01:00:00.000Z', false],
    [[], ['a'], '2026-11-21T01:00:00.000Z', false],
    [['a'], ['a'], '2026-11-28T00:00:00.000Z', false],
  ];
  for (const [earlier, present, time, same] of cases)
    t.equal(isSameRun(header(earlier), header(present, time)), same, `${earlier} then ${present} at ${time}`);
});
