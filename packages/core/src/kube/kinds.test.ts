import t from 'tap';
import { DEFAULT_KIND, KINDS, Kind, kindInfo, kindOf, kindOfWord, kindThrough, kindWords } from './kinds.ts';
import { apiVersionOf } from './resource.ts';

t.test('every kind is found by its object, its pods’ owner and its word', async (t) => {
  for (const name of Object.keys(KINDS) as Kind[]) {
    const info = kindInfo(name);
    t.equal(kindOf(apiVersionOf(info), info.kind), name);
    t.equal(kindOfWord(info.word.toUpperCase()), name);
    const { podsThrough } = info;
    if (podsThrough !== undefined) t.equal(kindThrough(apiVersionOf(podsThrough), podsThrough.kind), name);
  }
  t.equal(new Set(kindWords).size, kindWords.length, 'no word stands for two kinds');
});

t.test('a group counts, a version does not', async (t) => {
  t.equal(kindOf('apps/v1beta2', 'StatefulSet'), 'StatefulSet');
  t.equal(kindOf('example.com/v1', 'StatefulSet'), undefined);
  t.equal(kindOf('v1', 'StatefulSet'), undefined);
  t.equal(kindThrough('argoproj.io/v1', 'ReplicaSet'), undefined);
});

t.test('no unknown kind is taken for a known one', async (t) => {
  for (const kind of ['Job', 'statefulset', 'StatefulSet.example.com', '', 'toString'])
    t.notOk(Kind.safeParse(kind).success, kind);
  t.equal(kindOfWord('toString'), undefined);
  t.ok(Kind.safeParse(DEFAULT_KIND).success);
});
