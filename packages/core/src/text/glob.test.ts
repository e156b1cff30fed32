import fc from 'fast-check';
import t from 'tap';
import { matchesGlob } from './glob.ts';

t.test('a glob takes whole names, and nothing but * and ? is special', async (t) => {
  t.ok(matchesGlob('team-*', 'team-'));
  t.ok(matchesGlob('t?am', 'team'));
  t.notOk(matchesGlob('team', 'team-1'));
  t.notOk(matchesGlob('eam', 'team'));
  t.notOk(matchesGlob('a.c', 'abc'));
  t.notOk(matchesGlob('[ab]', 'a'));
});

t.test('property: it takes what the same regular expression takes', async () => {
  const text = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 8 });
  fc.assert(
    fc.property(text('ab*?'), text('ab'), (glob, name) => {
      const pattern = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      return matchesGlob(glob, name) === pattern.test(name);
    }),
    { numRuns: 2000 },
  );
});

t.test('many stars take no longer than a few', async (t) => {
  t.notOk(matchesGlob(`${'*a'.repeat(30)}b`, 'a'.repeat(63)));
  t.ok(matchesGlob('*a'.repeat(30), 'a'.repeat(63)));
});
