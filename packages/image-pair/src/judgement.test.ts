import t from 'tap';
import { mismatched, paired, unknown, worst } from './judgement.ts';

t.test('an image is a pair only on all of its platforms', async (t) => {
  const [good, doubt, bad] = [paired('a'), unknown('b'), mismatched('c')];
  t.same(worst([good, good]), good);
  t.same(worst([good, doubt]), doubt);
  t.same(worst([doubt, good, bad]), bad);
  t.match(worst([]), { outcome: 'unknown' });
});
