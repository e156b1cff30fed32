import t from 'tap';
import { readAt } from './read-at.ts';

t.test('files, paths and repositories', async (t) => {
  const named = readAt(['a.env:TAG=busybox', 'v.yaml:a["b=c"].tag=localhost:5000/app', 'v.yaml:x=busybox']);
  t.same([...(named.get('a.env') ?? [])], [['TAG', 'docker.io/library/busybox']]);
  t.same(
    [...(named.get('v.yaml') ?? [])],
    [
      ['a["b=c"].tag', 'localhost:5000/app'],
      ['x', 'docker.io/library/busybox'],
    ],
  );
  for (const wrong of ['a.env', 'a.env:TAG', 'a:b=c:v1', ':b=c', 'a:=c', 'a:b='])
    t.throws(() => readAt([wrong]), { exitCode: 2, message: wrong }, wrong);
});
