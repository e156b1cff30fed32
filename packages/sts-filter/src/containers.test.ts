import { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import t from 'tap';
import { type ListedContainer, readContainers } from './containers.ts';
import { deskRow, located } from './testing.ts';

async function read(row: object): Promise<ListedContainer | undefined> {
  const { containers } = await readContainers(located([ContainerRow.parse(row)]));
  return containers[0];
}

t.test('the spec’s reference counts; the status’ only where there is no spec', async (t) => {
  t.equal((await read(deskRow))?.image, 'ghcr.io/org/app:v1');
  t.equal((await read({ ...deskRow, spec: undefined }))?.image, 'sha256:4e55');
});

t.test('since when a container runs, and for what it was restarted', async (t) => {
  const startedAt = '2026-11-20T23:57:13Z';
  const running = {
    ...deskRow,
    image: { ...deskRow.image, state: { running: { startedAt } } },
    restartedFor: 'a,b',
  };
  t.match(await read(running), { startedAt, restartedFor: 'a,b' });
  t.match(await read(deskRow), { startedAt: undefined, restartedFor: undefined });
});
