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
