import { PassThrough } from 'node:stream';
import t from 'tap';
import { createProgress, progressLine } from './progress.ts';

t.test('a bar where the total is known, else a count', async (t) => {
  t.equal(progressLine('tags', 5, 10), 'tags [============            ] 5/10');
  t.equal(progressLine('tags', 12, 10), 'tags [========================] 12/10');
  t.equal(progressLine('pods', 1500), 'pods 1500');
});

t.test('it is drawn on a terminal only, and leaves it clean', async (t) => {
  const draw = (isTTY: boolean, quiet: boolean) => {
    const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
    const progress = createProgress(stderr, 'pods', quiet);
    progress.update(7);
    progress.end();
    return stderr.read();
  };
  t.equal(draw(true, false), '\r\u001b[Kpods 7\r\u001b[K');
  t.equal(draw(false, false), null);
  t.equal(draw(true, true), null);
});
