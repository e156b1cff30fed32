import t from 'tap';
import type { Place } from '../places/place.ts';
import { imagesOf, REPOSITORY } from '../testing.ts';
import { type Form, targetOf } from './targets.ts';

const place = (tag?: string, isNamed = false): Place => ({
  repository: REPOSITORY,
  ...(tag === undefined ? {} : { tag }),
  values: {},
  neighbours: new Map(),
  isNamed,
});
const target = async (one: Place, rows: object[], form: Form = 'tag') =>
  targetOf(one, await imagesOf(...rows), form);

t.test('a place follows the row of its own tag, else the only one of its variant', async (t) => {
  const rows = [{ tag: 'v2' }, { tag: 'v2-octave' }];
  t.match(await target(place('v1'), rows), { tag: 'v2' });
  t.match(await target(place('v1-octave'), rows), { tag: 'v2-octave' });
  t.match(await target(place('v1-coastal'), rows), {
    reason: 'v1-coastal is the variant coastal, and only v2, v2-octave is listed',
  });
  t.match(await target(place('v1'), [{ tag: 'v1' }, { tag: 'v2' }]), { tag: 'v1' });
  t.match(await target(place('v0'), [{ tag: 'v1' }, { tag: 'v2' }]), {
    reason: 'several tags are listed: v1, v2',
  });
  t.match(await target(place(), [{ tag: 'v2' }]), { tag: 'v2' });
  t.match(await target(place(), rows), { reason: /several/ });
});

t.test('a moving tag is left, unless it is the one that was looked up, or is named', async (t) => {
  t.match(await target(place('latest'), [{ tag: 'v2' }]), { reason: /follows the moving tag latest/ });
  t.match(await target(place('latest', true), [{ tag: 'v2' }]), { tag: 'v2' });
  t.match(await target(place('latest'), [{ tag: 'latest' }], 'digest'), { tag: 'latest' });
});

t.test('a tag that the registry does not have is never written', async (t) => {
  const missing = { tag: 'v2', digest: null, error: 'not-found' };
  t.match(await target(place('v1'), [missing]), { reason: 'tag-digest found no v2: not-found' });
});

t.test('the alias is the newest tag of one build', async (t) => {
  const aliases = ['latest_weekly', 'w_2022_40', 'w_2022_39'];
  t.match(await target(place('w_2022_33'), [{ tag: 'recommended', aliases }], 'alias'), { tag: 'w_2022_40' });
  t.match(await target(place('w_2022_33'), [{ tag: 'w_2022_41', aliases }], 'alias'), { tag: 'w_2022_41' });
  t.match(await target(place('w_1_1'), [{ tag: 'recommended', aliases: ['latest'] }], 'alias'), {
    reason: /no other tag/,
  });
  t.match(await target(place('w_1_1'), [{ tag: 'recommended' }], 'alias'), {
    reason: /tag-digest --aliases/,
  });
});
