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
