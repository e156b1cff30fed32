import t from 'tap';
import { digest, plan, REPOSITORY } from '../testing.ts';

t.test('a tag, a digest, a reference and a value in a block can be named', async (t) => {
  const text = `a: {tag: latest}\nb: |\n  {"recommended_tag": "w_1"}\nc: ${REPOSITORY}:latest\n`;
  const at = { 'a.tag': REPOSITORY, 'b|recommended_tag': REPOSITORY, c: REPOSITORY };
  const { after, rows } = await plan(text, { at });
  t.equal(after, `a: {tag: v2}\nb: |\n  {"recommended_tag": "v2"}\nc: ${REPOSITORY}:v2\n`);
  t.equal(rows.length, 3);
  const pinned = await plan(`x: ${digest('b')}`, { form: 'digest', at: { x: REPOSITORY } });
  t.equal(pinned.after, `x: ${digest('a')}`);
});

t.test('what is neither is left', async (t) => {
  const { rows } = await plan('x: two words', { at: { x: REPOSITORY } });
  t.match(rows, [{ outcome: 'skipped', reason: 'it is neither a tag nor a digest' }]);
});
