import { readFileSync } from 'node:fs';
import { Failure } from '@patch-notebook-sts/core/failure';
import { createLog } from '@patch-notebook-sts/core/io/log';
import { writeRows } from '@patch-notebook-sts/core/io/write-rows';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import { command as filter } from '../../packages/sts-filter/src/command.ts';
import { logLeftOut } from '../../packages/sts-list/src/left-out.ts';
import { listContainers } from '../../packages/sts-list/src/list-containers.ts';
import { readFacts } from '../../packages/sts-list/src/read-facts.ts';
import { AFTER_FILES, CAPTURE } from './after-files.ts';
import { addFinding, countCase, createResult, type PartResult, runCases, whyBadStderr } from './findings.ts';
import { mutate, mutateJson } from './mutate.ts';
import { createRandom, type Random } from './random.ts';
import { type InProcess, inProcess, memory } from './run-in-process.ts';

const itemsOf = (file: string): unknown[] => JSON.parse(readFileSync(`${CAPTURE}/${file}`, 'utf8')).items;

const FAILURES: readonly [string, ...string[]] = [
  'Error from server (Forbidden): \u001b[2Jno',
  'Error from server (NotFound): the server could not find the requested resource',
  'Error from server (Expired): too old',
  'unexpected EOF',
  `Error from server (InternalError): ${'<html>\u0085'.repeat(150)}`,
];

/** The list that an API server gives: some of its objects are odd, or more of it. */
function hostileList(kind: string, items: readonly unknown[], token: string, random: Random): string {
  const some = items.map((item) => (random.oneIn(3) ? mutate(mutate(item, random), random) : item));
  const twice = random.oneIn(4)
    ? some.concat(some.map((item) => (random.oneIn(4) ? mutate(item, random) : item)))
    : some;
  const list = { kind, apiVersion: 'v1', metadata: { resourceVersion: '1', continue: token }, items: twice };
  return random.oneIn(6) ? mutateJson(list, random).toString() : JSON.stringify(list);
}

/** An API server behind kubectl. Each answer depends on how many there were, so that retries and pages differ. */
export function hostileKubectl(random: Random): Kubectl {
  const lists: Record<string, [string, unknown[]]> = {
    '/api/v1/pods': ['PodList', itemsOf('pods.json')],
    '/api/v1/namespaces': ['NamespaceList', itemsOf('namespaces.json')],
    '/apis/kubeflow.org/v1/notebooks': ['NotebookList', itemsOf('notebooks.json')],
    '/apis/apps/v1/replicasets': ['ReplicaSetList', itemsOf('workloads.json')],
  };
  const isEndless = random.oneIn(10);
  let asked = 0;
  return async (args) => {
    asked += 1;
    const path = (args.at(-1) ?? '').replace(/\?.*/, '');
    const [kind = 'List', items = []] = lists[path] ?? [];
    const failure = random.oneIn(12) ? random.pick(FAILURES) : undefined;
    if (failure !== undefined) return { stdout: '', stderr: failure, failure };
    const more =
      isEndless && kind === 'PodList' ? `page ${asked}` : random.oneIn(3) ? `page ${random.below(4)}` : '';
    const page = isEndless && asked > 20 ? items.slice(0, random.below(2)) : items;
    const facts = kind === 'NotebookList' || kind === 'NamespaceList';
    // Odd Notebooks end the list; most of the time the pods' turn must come.
    const calm = facts && !random.oneIn(8);
    const list = { kind, metadata: { continue: calm ? '' : more }, items: page };
    return { stdout: calm ? JSON.stringify(list) : hostileList(kind, page, more, random), stderr: '' };
  };
}

/** Hostile answers of an API server through the reading and writing of sts-list, and its rows through sts-filter. */
export async function fuzzAnswers(seed: number, count: number): Promise<PartResult> {
  const result = createResult('answers');
  const accept = await inProcess(filter, ['-', AFTER_FILES.images, '--allow-empty']);
  await runCases(count, 1, (i) => fuzzAnswer(result, i, createRandom(seed, 'answers', i), accept));
  return result;
}

async function fuzzAnswer(
  result: PartResult,
  index: number,
  random: Random,
  accept: (stdin: Buffer) => Promise<InProcess>,
) {
  const [stdout, stderr] = [memory(), memory()];
  const log = createLog('sts-list', stderr, 'normal');
  const kubectl = hostileKubectl(random);
  const kinds = new Set(
    random.oneIn(2) ? (['StatefulSet', 'Deployment'] as const) : (['StatefulSet'] as const),
  );
  const scope = { selector: '', namespaces: [], kinds };
  let end = 'a list';
  let wrong: string | undefined;
  try {
    const { facts } = await readFacts(kubectl, random.oneIn(2) ? 'auto' : 'never', scope);
    const { rows, leftOut } = await listContainers(kubectl, scope, facts, () => {});
    logLeftOut(leftOut, log);
    await writeRows(
      rows.map(({ text }) => JSON.parse(text)),
      stdout,
      'ndjson',
      { columns: [], name: () => '' },
    );
    if (leftOut.length > 0) end = 'a list, and objects left out';
  } catch (error) {
    if (!(error instanceof Failure)) wrong = `a crash: ${(error as Error).stack}`;
    else if (error.exitCode !== 1) wrong = `exit status ${error.exitCode}: ${error.message}`;
    else log.error(error.message);
    end = 'a failure';
  }
  const accepted = await accept(Buffer.from(stdout.text()));
  wrong ??= whyBadStderr(stderr.text()) ?? accepted.crash;
  if (accepted.code !== 0) wrong ??= `sts-filter refuses the rows: ${accepted.stderr}`;
  countCase(result, end);
  if (wrong !== undefined) addFinding(result, index, wrong, stderr.text());
}
