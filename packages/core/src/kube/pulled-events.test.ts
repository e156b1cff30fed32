import t from 'tap';
import { parsePulled, readPulledEvents } from './pulled-events.ts';

t.test('the words of older and newer kubelets', async (t) => {
  t.same(parsePulled('Successfully pulled image "a@b" in 385.724951ms (1m2.5s including waiting)'), {
    present: false,
    ms: 62_500,
  });
  t.same(
    parsePulled('Successfully pulled image "a" in 4.9s (5s including waiting). Image size: 3456789 bytes.'),
    { present: false, ms: 5000, bytes: 3_456_789 },
  );
  t.same(parsePulled('Successfully pulled image "a" in 21.5s'), { present: false, ms: 21_500 });
  t.same(parsePulled('Container image "a@b" already present on machine'), { present: true });
  t.equal(parsePulled('Pulling image "a"'), undefined);
});

t.test('Events with their pods; where they may not be read there are none', async (t) => {
  const event = (uid: string, message: string) => ({ involvedObject: { name: 'nb-0', uid }, message });
  const items = [event('1', 'Successfully pulled image "a" in 2s'), event('2', 'Pulled something')];
  const stdout = JSON.stringify({ kind: 'EventList', metadata: {}, items });
  t.same(await readPulledEvents(async () => ({ stdout, stderr: '' }), ['bob', 'bob']), [
    { present: false, ms: 2000, pod: { name: 'nb-0', uid: '1' } },
  ]);
  const failure = 'Error from server (Forbidden): events is forbidden';
  t.same(await readPulledEvents(async () => ({ stdout: '', stderr: '', failure }), ['bob']), []);
});
