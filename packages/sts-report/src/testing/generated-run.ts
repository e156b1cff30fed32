import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const REGISTRY = 'k8scc01covidacr.azurecr.io';
const IMAGES = ['jupyterlab-cpu', 'jupyterlab-pytorch', 'jupyterlab-tensorflow', 'remote-desktop', 'rstudio'];
const PEOPLE = [
  'alice',
  'bob',
  'carol',
  'dave',
  'erin',
  'jose',
  'maya',
  'noah',
  'olga',
  'team-geo',
  'team-health',
  'yuki',
];
const NAMES = ['jupyter', 'desk', 'torch', 'lab', 'rstudio', 'thesis'];
const DAY_MS = 24 * 60 * 60 * 1000;

/** What a generated run is like. The same options give the same run. */
export interface GeneratedRun {
  count: number;
  /** Weeks since the first run of a history; images move in some weeks. */
  week?: number;
  /** Every so many workloads run an older digest. */
  staleEvery?: number;
  batch?: number;
}

const digest = (index: number, week: number): string =>
  `sha256:${createHash('sha256').update(`${index} ${week}`).digest('hex')}`;

/** A small and steady generator of numbers from 0 to 1: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function numbers(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What keeps a stale workload of this index from restarting; the same in each run. */
function held(index: number): [decision: string, reason: string] | undefined {
  if (index % 130 === 0) return ['opted-out', 'its notebook carries patch-notebook-sts/restart: never'];
  if (index % 55 === 0) return ['busy', 'its notebook was active at 2026-11-20T23:10:00Z, less than 2 h ago'];
  if (index % 85 === 0) return ['pull-policy', 'container lab has imagePullPolicy IfNotPresent'];
  return undefined;
}

/** The stage files of a run by their names. */
export function generatedRun({
  count,
  week = 0,
  staleEvery = 5,
  batch = 25,
}: GeneratedRun): Record<string, string> {
  const random = numbers(week * 7919 + count);
  const started = Date.parse('2026-08-29T01:00:00Z') + week * 7 * DAY_MS;
  const time = (ms: number) => new Date(started + ms).toISOString();
  const rows: Record<string, object[]> = {
    containers: [],
    images: [],
    decisions: [],
    restarts: [],
    outcomes: [],
  };
  for (const [i, name] of IMAGES.entries())
    rows.images?.push({
      repository: `${REGISTRY}/${name}`,
      tag: 'v1',
      digest: digest(i, week),
      platforms: {},
      resolvedAt: time(0),
    });
  let restarts = 0;
  for (let index = 0; index < count; index += 1) {
    const i = Math.floor(random() ** 1.6 * IMAGES.length);
    const stsName = NAMES[index % NAMES.length] ?? '';
    const namespace = `${PEOPLE[index % PEOPLE.length]}-${String(Math.floor(index / PEOPLE.length)).padStart(4, '0')}`;
    const workload = { stsName, namespace, kind: 'StatefulSet' };
    const image = `${REGISTRY}/${IMAGES[i]}:v1`;
    const behind = index % staleEvery === 0;
    const running = digest(i, behind ? week - 1 - Math.floor(random() ** 3 * 3) : week);
    const wanted = digest(i, week);
    const guard = behind ? held(index) : undefined;
    const other = !behind && index % 41 === 7;
    rows.containers?.push({
      ...workload,
      pod: `${stsName}-0`,
      image: { name: stsName, image, imageID: `${REGISTRY}/${IMAGES[i]}@${running}`, ready: true },
      spec: { image, imagePullPolicy: 'Always' },
    });
    const [decision, reason] =
      guard ??
      (other
        ? ['other-tag', `container ${stsName} is on v2, not on v1`]
        : behind
          ? ['stale', `container ${stsName} runs ${running.slice(0, 19)}, but v1 is ${wanted.slice(0, 19)}`]
          : ['current', `container ${stsName} runs ${running.slice(0, 19)}, which is v1`]);
    rows.decisions?.push({
      ...workload,
      decision,
      reason,
      image: other ? image.replace(/v1$/, 'v2') : image,
    });
    if (decision !== 'stale') continue;
    rows.restarts?.push({
      ...workload,
      action: 'restart',
      containers: [{ name: stsName, image, running, wanted }],
    });
    const group = Math.floor(restarts / batch);
    const begin = 20_000 + group * 45_000 + (restarts % batch) * 40;
    restarts += 1;
    const pull = random() < 0.75 ? 'warm' : 'cold';
    const away = (pull === 'warm' ? 5 + 18 * random() ** 2 : 40 + 420 * random() ** 3) * 1000;
    const failed = random() < 0.012;
    rows.outcomes?.push({
      ...workload,
      outcome: failed ? 'failed' : 'verified',
      ...(failed ? { reason: 'container jupyter: ImagePullBackOff: Back-off pulling image' } : {}),
      batch: group + 1,
      startedAt: time(begin),
      ...(failed ? {} : { readyAt: time(begin + away), pull }),
      digests: `${image}@${wanted}`,
    });
  }
  const files = {
    containers: '1-simple-output.txt',
    images: '2-images-with-tags.txt',
    decisions: '3-decisions.txt',
    restarts: '3-statefulsets-to-restart.txt',
    outcomes: '4-restarts.txt',
  };
  return Object.fromEntries(
    Object.entries(files).map(([key, file]) => [
      file,
      (rows[key] ?? []).map((row) => `${JSON.stringify(row)}\n`).join(''),
    ]),
  );
}

/** Writes files into a folder, which it makes. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

/** Writes a folder of weekly runs, as the overlay `keep-results` keeps them, and returns the last one's. */
export function writeRuns(folder: string, weeks: number, count: number): string {
  for (let week = 0; week < weeks; week += 1) {
    const staleEvery = [4, 19, 23, 3, 17, 29][week % 6] ?? 5;
    writeFiles(
      join(folder, `weekly-${String(week).padStart(3, '0')}`),
      generatedRun({ count, week, staleEvery }),
    );
  }
  return join(folder, `weekly-${String(weeks - 1).padStart(3, '0')}`);
}
