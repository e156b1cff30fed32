import { ContainerRow } from '@patch-notebook-sts/core/rows/container-row';
import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { readImages } from '@patch-notebook-sts/core/rows/images';
import t from 'tap';
import { readContainers } from './containers.ts';
import { failedCanaries } from './failed-canary.ts';
import { located } from './testing.ts';

const digest = (n: number) => `sha256:${String(n).repeat(64)}`;
const waiting = (reason: string) => ({ ready: false, state: { waiting: { reason } } });
const RESTARTED = `docker.io/library/app:v1@${digest(1)}`;

/** A notebook that runs an image (`undefined`: none yet), how that is, and what it was restarted for. */
const row = (name: string, runs: number | undefined, state: object, restartedFor?: string) => ({
  stsName: name,
  namespace: 'team',
  pod: `${name}-0`,
  image: { name, imageID: runs === undefined ? '' : `app@${digest(runs)}`, ...state },
  spec: { image: 'app:v1', imagePullPolicy: 'Always' },
  restartedFor,
});

async function failed(...rows: object[]): Promise<[string, string][]> {
  const images = await readImages(
    located([ImageRow.parse({ repository: 'app', tag: 'v1', digest: digest(1) })]),
  );
  const { containers } = await readContainers(located(rows.map((one) => ContainerRow.parse(one))));
  return [...failedCanaries(containers, images, { now: Date.parse('2026-11-24T16:00:00Z') })];
}

const crashed = row('canary', 1, waiting('CrashLoopBackOff'), RESTARTED);
const stale = row('other', 0, { ready: true });

t.test('an image that is ready nowhere since a restart for it has failed', async (t) => {
  const why = 'whose canary failed: team/canary is not ready since a restart for it (CrashLoopBackOff)';
  t.same(await failed(crashed, stale), [[digest(1), why]]);
  const second = row('second', undefined, waiting('ErrImagePull'), RESTARTED);
  t.match(await failed(second, stale, crashed), [[digest(1), '2 workloads such as team/second are']]);
});

t.test('one that is ready in any of them has not, whatever is wrong with the others', async (t) => {
  t.same(await failed(crashed, stale, row('fine', 1, { ready: true }, RESTARTED)), []);
  const fresh = row('fresh', 1, { ready: true });
  t.match(await failed(crashed, stale, fresh), [[digest(1)]], 'its owner has started that one anew');
});

t.test('what was not restarted for it, has just begun or was stopped is no trial', async (t) => {
  t.same(await failed(row('own', 1, waiting('CrashLoopBackOff')), stale), []);
  const earlier = `docker.io/library/app:v1@${digest(0)}`;
  t.same(await failed(row('earlier', 1, waiting('CrashLoopBackOff'), earlier), stale), []);
  t.same(await failed(row('begun', undefined, waiting('ContainerCreating'), RESTARTED), stale), []);
  const running = (startedAt: string) => ({ ready: false, state: { running: { startedAt } } });
  t.same(await failed(row('young', 1, running('2026-11-24T15:51:00Z'), RESTARTED), stale), []);
  t.match(await failed(row('hung', 1, running('2026-11-24T15:49:00Z'), RESTARTED), stale), [
    [digest(1), /Running/],
  ]);
  t.same(await failed(row('unmoved', 0, waiting('CrashLoopBackOff'), RESTARTED), stale), []);
  const notebook = { lastActivity: null, stopped: '2026-11-20T22:10:00Z' };
  t.same(await failed({ ...crashed, notebook }, stale), []);
});
