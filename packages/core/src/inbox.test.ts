import t from 'tap';
import { createInbox } from './inbox.ts';

t.test('events come in their order, also to a reader that waits', async (t) => {
  const inbox = createInbox<number>();
  inbox.put(1);
  inbox.put(2);
  t.same([await inbox.take(undefined), await inbox.take(undefined)], [1, 2]);
  const waiting = inbox.take(undefined);
  inbox.put(3);
  t.equal(await waiting, 3);
});

t.test('a moment that has passed is no event', async (t) => {
  const inbox = createInbox<number>();
  t.equal(await inbox.take(0), undefined);
  t.equal(await inbox.take(performance.now() + 5), undefined);
});

t.test('a failure reaches the reader', async (t) => {
  const inbox = createInbox<number>();
  const waiting = inbox.take(undefined);
  inbox.fail(new Error('first'));
  inbox.fail(new Error('second'));
  await t.rejects(waiting, { message: 'first' });
});
