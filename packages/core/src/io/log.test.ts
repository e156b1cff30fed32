import { PassThrough } from 'node:stream';
import t from 'tap';
import { createLog } from './log.ts';

t.test('each level shows what it promises, one line each', async (t) => {
  const shown = (level: 'quiet' | 'normal' | 'verbose') => {
    const stderr = new PassThrough({ encoding: 'utf8' });
    const log = createLog('sts-list', stderr, level);
    log.error('no');
    log.info('so');
    log.verbose('GET');
    return stderr.read();
  };
  t.equal(shown('quiet'), 'sts-list: no\n');
  t.equal(shown('normal'), 'sts-list: no\nsts-list: so\n');
  t.equal(shown('verbose'), 'sts-list: no\nsts-list: so\nsts-list: GET\n');
});

t.test('for log collectors, an object a line', async (t) => {
  const stderr = new PassThrough({ encoding: 'utf8' });
  const log = createLog('sts-list', stderr, 'verbose', 'json');
  log.error('a "quoted"\nword');
  log.verbose('GET');
  log.info('bob/desk: verified', { namespace: 'bob', name: 'desk', seconds: 3, from: undefined });
  const lines = stderr
    .read()
    .trim()
    .split('\n')
    .map((line: string) => JSON.parse(line));
  t.match(lines, [
    { time: /^\d{4}-.*Z$/, level: 'error', command: 'sts-list', message: 'a "quoted"\nword' },
    { level: 'debug', message: 'GET' },
    { level: 'info', message: 'bob/desk: verified', namespace: 'bob', name: 'desk', seconds: 3 },
  ]);
});

t.test('a message cannot forge a line, steer a terminal or fill a screen', async (t) => {
  const shown = (format: 'text' | 'json', message: string) => {
    const stderr = new PassThrough({ encoding: 'utf8' });
    createLog('x', stderr, 'normal', format).error(message);
    return stderr.read();
  };
  const hostile = 'a\nx: alice/jupyter: verified\u001b[2J\u009b2J\u202eb\u2028';
  t.equal(
    shown('text', hostile),
    'x: a\\u000ax: alice/jupyter: verified\\u001b[2J\\u009b2J\\u202eb\\u2028\n',
  );
  const json = shown('json', hostile);
  t.equal(JSON.parse(json).message, hostile, 'a log collector gets the text itself');
  t.notMatch(json.trimEnd(), /[\p{Cc}\p{Bidi_Control}\u2028]/u);
  for (const format of ['text', 'json'] as const) t.ok(shown(format, 'a'.repeat(10_000_000)).length < 20_000);
});

t.test('on a terminal a message takes the place of a progress line', async (t) => {
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true });
  createLog('sts-list', stderr, 'normal').info('so');
  t.equal(stderr.read(), '\r\u001b[Ksts-list: so\n');
});
