import t from 'tap';
import { covers, Tokens } from './tokens.ts';

t.test('a token is good for its service, its lifetime, and until it is revoked', (t) => {
  const tokens = new Tokens();
  const grant = { service: 'a', scopes: ['repository:x:pull'] };
  const token = tokens.issue(grant, 60);
  t.match(tokens.check(token, 'a'), grant);
  t.equal(tokens.check(token, 'b'), undefined);
  t.equal(tokens.check(tokens.issue(grant, 0), 'a'), undefined);
  const refresh = tokens.issueRefresh('a');
  t.ok(tokens.isRefresh(refresh, 'a'));
  t.notOk(tokens.isRefresh(refresh, 'b'));
  tokens.revoke();
  t.equal(tokens.check(token, 'a'), undefined);
  t.notOk(tokens.isRefresh(refresh, 'a'));
  t.end();
});

t.test('a scope covers its repository and its actions', (t) => {
  const grant = { service: 'a', scopes: ['repository:x:pull,push', 'repository:y:*', 'registry:catalog:*'] };
  t.ok(covers(grant, 'x', 'pull'));
  t.notOk(covers(grant, 'x', 'metadata_read'));
  t.ok(covers(grant, 'y', 'metadata_read'));
  t.notOk(covers(grant, 'xx', 'pull'));
  t.end();
});
