import t from 'tap';
import { isMovingName, variantOf } from './variant.ts';

t.test('variants', async (t) => {
  const table = {
    'v1.0.0-octave': 'octave',
    '3.11-slim-bookworm': 'slim-bookworm',
    'v1-cuda12.4': 'cuda12.4',
    'v1.0.0': '',
    'v1.0.0-rc1': '',
    'main-0a1b2c3': '',
    'main-abcdefa': '',
    '2022-10-01': '',
    w_2022_40: '',
    octave: '',
  };
  for (const [tag, variant] of Object.entries(table)) t.equal(variantOf(tag), variant, tag);
});

t.test('moving names', async (t) => {
  for (const tag of ['latest', 'recommended', 'dev-octave']) t.ok(isMovingName(tag), tag);
  for (const tag of ['v1', 'w_2022_40', 'abcdefa', '91e8177']) t.notOk(isMovingName(tag), tag);
});
