import { execFileSync } from 'node:child_process';
import t from 'tap';
import { shellCommand } from './shell-quote.ts';

t.test('a shell gets back the very words', async (t) => {
  for (const words of [
    ['kubectl', '-n', 'bob', '--type=json'],
    ['{"a":"b c"}', "it's", '', '$(id)', '`id`', 'a\nb', '"', '\\', '-x', '*', '~', ';', '&&', '#'],
  ]) {
    const command = shellCommand(['printf', '%s\\0', '', ...words]);
    const printed = execFileSync('sh', ['-c', command], { encoding: 'utf8' });
    t.same(printed.split('\0').slice(1, -1), words);
  }
});

t.test('plain words stay as they are', async (t) => {
  t.equal(
    shellCommand(['kubectl', 'get', 'statefulsets.apps/a', '-n', 'b']),
    'kubectl get statefulsets.apps/a -n b',
  );
});
