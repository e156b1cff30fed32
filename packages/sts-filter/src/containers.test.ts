import { ContainerRow } from '@patch-notebook-sts/core/container-row';
import t from 'tap';
import { type ListedContainer, readContainers } from './containers.ts';

const row = {
  stsName: 'desk',
  namespace: 'bob-singh',
  pod: 'desk-0',
  image: { name: 'desk', image: 'sha256:4e55', imageID: `app@sha256:${'a'.repeat(64)}` },
  spec: { image: 'ghcr.io/org/app:v1', imagePullPolicy: 'Always' },
};
async function read(one: object): Promise<ListedContainer | undefined> {
  const rows = (async function* () {
    yield [{ row: ContainerRow.parse(one), file: '1.txt', line: 1 }];
  })();
  for await (const [container] of readContainers(rows)) return container;
  return undefined;
}

t.test('the spec’s reference counts; the status’ only where there is no spec', async (t) => {
  t.equal((await read(row))?.image, 'ghcr.io/org/app:v1');
  t.equal((await read({ ...row, spec: undefined }))?.image, 'sha256:4e55');
});

t.test('since when a container runs, and for what it was restarted', async (t) => {
  const startedAt = '2026-11-20T23:57:13Z';
  const running = { ...row, image: { ...row.image, state: { running: { startedAt } } }, restartedFor: 'a,b' };
  t.match(await read(running), { startedAt, restartedFor: 'a,b' });
  t.match(await read(row), { startedAt: undefined, restartedFor: undefined });
});
