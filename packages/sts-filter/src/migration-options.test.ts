import t from 'tap';
import { readMigration } from './migration-options.ts';

t.test('nobody migrates unless it is asked for', async (t) => {
  t.same(readMigration({}), { to: undefined, from: undefined, fixPullPolicy: false });
  t.same(readMigration({ 'migrate-to': 'v1', 'migrate-from': '????????', 'fix-pull-policy': true }), {
    to: 'v1',
    from: '????????',
    fixPullPolicy: true,
  });
});

t.test('what is no tag, and where from without where to, are refused', async (t) => {
  const refused = (options: Parameters<typeof readMigration>[0], message: RegExp) =>
    t.throws(() => readMigration(options), { message, exitCode: 2 });
  refused({ 'migrate-to': 'rstudio:v1' }, /--migrate-to: "rstudio:v1" is not a tag/);
  refused({ 'migrate-from': '*' }, /--migrate-from: needs --migrate-to/);
});
