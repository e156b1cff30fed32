import { readdirSync, readFileSync } from 'node:fs';
import { kindOf } from '@patch-notebook-sts/core/kube/kinds';
import type { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { ROOT } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { PodState } from '../live/pod-state.ts';
import type { Snapshot } from '../live/present.ts';
import { RESTARTED_AT, templateAnnotations, WorkloadState } from '../live/workload-state.ts';
import { next } from './next.ts';
import { type FlowAction, type FlowEvent, initialState, type Policy } from './state.ts';
import { verdicts } from './testing.ts';

const FOLDER = `${ROOT}fixtures/captures/rollouts`;

const VERDICTS = verdicts('10 min');

const POLICY: Policy = {
  batch: 20,
  pauseMs: 0,
  waitMs: 600_000,
  troubleMs: 120_000,
  soakMs: 0,
  maxFailures: { count: 3 },
};

interface Line {
  t: number;
  step?: string;
  type?: string;
  object?: {
    kind: string;
    apiVersion?: string;
    metadata: { name: string };
    reason?: string;
    message?: string;
  };
}

const read = (name: string): Line[] =>
  readFileSync(`${FOLDER}/${name}.ndjson`, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** Everything that a recording shows, one change after the other. */
function replay(name: string) {
  let workload: WorkloadState | undefined;
  const pods = new Map<string, PodState>();
  let failedCreate: string | undefined;
  const snapshot = (): Snapshot => ({ workload, pods: [...pods.values()] });
  const take = ({ type, object }: Line): boolean => {
    if (object === undefined) return false;
    const deleted = type === 'DELETED';
    if (object.kind === 'Event') {
      if (object.reason === 'FailedCreate') failedCreate = `${object.reason}: ${object.message}`;
      return false;
    }
    if (object.kind === 'ReplicaSet') return false;
    if (object.kind === 'Pod') {
      if (deleted) pods.delete(object.metadata.name);
      else pods.set(object.metadata.name, PodState.parse(object));
    } else workload = deleted ? undefined : WorkloadState.parse(object);
    return true;
  };
  const lines = read(name);
  const first = lines.find(({ object }) => object !== undefined && !/Pod|Event|ReplicaSet/.test(object.kind));
  const kind = kindOf('apps/v1', first?.object?.kind ?? '');
  return { lines, take, snapshot, events: () => failedCreate, kind };
}

/** What `rstudio:v1` was when the workloads were made, and what it had moved to when they were restarted. */
const RUNNING = 'sha256:11c2b38c0abaff3e098327bda46ab8a455507dcf578697697774c85d1f469f68';
const WANTED = 'sha256:279b29e01c2e67c57f5c9131b4e4f0436ce0018d821e217d4861838ba62f2fad';
/** The recordings that are of other images. */
const WANTED_IN: Record<string, string> = {
  'first-pull-fails-then-works': 'sha256:64ee90dac8fa90b385916360df7915cd951b7e47719166f78a984e164eecdd1c',
  'stubborn-30s-termination': 'sha256:3e1e08824f40a487fc57cc0af4f5158bf26c1e77e65714ec1a016266f383d07d',
};

/** The outcome of the restart in a recording; after its end nothing changes any more, and time goes on. */
function verdictOf(name: string) {
  const { lines, take, snapshot, events, kind } = replay(name);
  const row: RestartRow = {
    stsName: 'nb',
    namespace: 'rec',
    kind,
    action: 'restart',
    containers: [
      {
        name: 'nb',
        image: 'k8scc01covidacr.azurecr.io/rstudio:v1',
        running: RUNNING,
        wanted: WANTED_IN[name] ?? WANTED,
      },
    ],
  };
  const id = `rec/nb/${kind}`;
  let state = initialState([{ name: 'rest', rows: [row] }], POLICY, { outcomes: 0, failures: new Map() });
  let wakeAt: number | undefined;
  let settled: Extract<FlowAction, { type: 'settle' }>['result'] | undefined;
  const send = (event: FlowEvent, ms: number): void => {
    const step = next(state, event, { ms, windowOpen: true });
    ({ state, wakeAt } = step);
    for (const action of step.actions) {
      if (action.type === 'settle') settled = action.result;
      if (action.type === 'confirm')
        send({ type: 'confirmed', id, snapshot: snapshot(), events: events() }, ms);
    }
  };
  send({ type: 'tick' }, 0);
  let restarted = false;
  let asked = false;
  for (const line of lines) {
    const ms = line.t * 1000;
    while (wakeAt !== undefined && wakeAt < ms) send({ type: 'tick' }, wakeAt);
    if (line.step === 'restart') asked = true;
    const before = snapshot();
    if (!take(line)) continue;
    const { workload } = snapshot();
    const startedAt = workload && templateAnnotations(workload)?.[RESTARTED_AT];
    if (asked && !restarted && startedAt !== undefined) {
      restarted = true;
      const generation = workload?.metadata.generation;
      send({ type: 'started', results: [{ state: 'restarted', row, startedAt, generation, before }] }, ms);
    }
    if (restarted) send({ type: 'seen', id, snapshot: snapshot() }, ms);
  }
  t.ok(restarted, `${name} was restarted`);
  while (wakeAt !== undefined && settled === undefined) send({ type: 'tick' }, wakeAt);
  return { ...settled, ended: state.ended };
}

t.test('every recording has its verdict, and no other', async (t) => {
  const names = readdirSync(FOLDER).flatMap((file) => /^(.*)\.ndjson$/.exec(file)?.[1] ?? []);
  t.same(names.sort(), Object.keys(VERDICTS).sort());
  for (const name of names) {
    const { outcome, reason, ended } = verdictOf(name);
    const [expected, words] = VERDICTS[name] ?? [];
    t.equal(outcome, expected, `${name}: ${reason}`);
    if (words === undefined) t.equal(reason, undefined, name);
    else t.match(reason, words, name);
    t.ok(ended, `${name}: the run ends`);
  }
});
