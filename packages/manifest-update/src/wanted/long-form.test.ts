import t from 'tap';
import { isLongForm } from './long-form.ts';

t.test('tags of one build', async (t) => {
  for (const tag of ['w_2022_40', 'v1.2.3', 'c5b7982c', '20221001', '2022-10-01']) t.ok(isLongForm(tag), tag);
  for (const tag of ['recommended', 'latest', 'v1', 'recommended_c0032', 'latest_weekly'])
    t.notOk(isLongForm(tag), tag);
});
