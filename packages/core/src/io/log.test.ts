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
  const lines = stderr
    .read()
    .trim()
    .split('\n')
    .map((line: string) => JSON.parse(line));
  t.match(lines, [
    { time: /^\d{4}-.*Z$/, level: 'error', command: 'sts-list', message: 'a "quoted"\nword' },
    { level: 'debug', message: 'GET' },
  ]);
});

t.test('on a terminal a message takes the place of a progress line', async (t) => {
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true });
  createLog('sts-list', stderr, 'normal').info('so');
  t.equal(stderr.read(), '\r\u001b[Ksts-list: so\n');
});
