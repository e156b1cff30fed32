import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startScriptedApi } from '@patch-notebook-sts/testbed/cluster/api/scripted-api';
import { AFTER_FILES } from './after-files.ts';
import { hostileKubectl } from './answers.ts';
import { addFinding, countCase, createResult, type PartResult, runCases, whyBadStderr } from './findings.ts';
import { mutateJson } from './mutate.ts';
import { createRandom, type Random } from './random.ts';
import { startHostileRegistry } from './registries.ts';

const END_MS = 60_000;
const MOST_MEGABYTES = 256;
const MEMORY =
  "process.on('exit', () => require('fs').writeFileSync(process.env.MEMORY, String(process.resourceUsage().maxRSS)))";

/** Some of the same cases through the commands as they are built, where memory, exit status and files are those of a user. */
export async function fuzzProcesses(seed: number, count: number): Promise<PartResult> {
  const result = createResult('processes');
  await runCases(count, 2, async (index) => {
    const random = createRandom(seed, 'processes', index);
    const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
    try {
      await [filterRows, listAnswers, digestAnswers][index % 3]?.(result, index, random, folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
  return result;
}

async function filterRows(result: PartResult, index: number, random: Random, folder: string) {
  const rows = (await readFile(AFTER_FILES.containers, 'utf8')).trim().split('\n');
  const lines = rows.map((row) => (random.oneIn(9) ? mutateJson(JSON.parse(row), random) : Buffer.from(row)));
  const file = join(folder, '1.txt');
  await writeFile(file, Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
  const args = ['--decisions', join(folder, 'decisions.txt'), file, AFTER_FILES.images];
  await runCommand(result, index, 'sts-filter', args, {}, folder, [0, 3]);
}

async function listAnswers(result: PartResult, index: number, random: Random, folder: string) {
  const kubectl = hostileKubectl(random);
  const api = await startScriptedApi(async (request, response) => {
    const { stdout, failure } = await kubectl([request.url ?? '']);
    if (random.oneIn(20)) return;
    response.setHeader('Content-Type', 'application/json');
    if (failure !== undefined)
      response.writeHead(random.pick([403, 404, 410, 429, 500]), { 'Retry-After': '315360000' });
    response.end(stdout);
  });
  const KUBECONFIG = join(folder, 'kubeconfig');
  await writeFile(KUBECONFIG, api.kubeconfig);
  await runCommand(
    result,
    index,
    'sts-list',
    ['--selector', '', '--timeout', '4s'],
    { KUBECONFIG },
    folder,
    [0, 1],
  );
  await api.close();
}

async function digestAnswers(result: PartResult, index: number, random: Random, folder: string) {
  const registry = await startHostileRegistry(random);
  const args = ['v1', '--image', registry.image, '--timeout', '4s', '--aliases'];
  await runCommand(result, index, 'tag-digest', args, {}, folder, [0, 1]);
  registry.close();
}

/** Runs a command that writes to a file, and looks at what it leaves behind. */
async function runCommand(
  result: PartResult,
  index: number,
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  folder: string,
  statuses: readonly number[],
): Promise<void> {
  const [output, hook, memory] = ['rows.txt', 'memory.cjs', 'memory'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(hook, MEMORY);
  const options = {
    timeout: END_MS,
    killSignal: 'SIGKILL' as const,
    env: { PATH: process.env.PATH, HOME: folder, ...env, NODE_OPTIONS: `--require=${hook}`, MEMORY: memory },
  };
  const { code, signal, stderr } = await new Promise<{ code: unknown; signal: unknown; stderr: string }>(
    (done) => {
      execFile(resolve('dist/bin', command), ['-o', output, ...args], options, (error, _, stderr) =>
        done({ code: error === null ? 0 : error.code, signal: error?.signal, stderr }),
      );
    },
  );
  const megabytes = Number(await readFile(memory, 'utf8').catch(() => '0')) / 1024;
  const names = await readdir(folder);
  const partial = names.find((name) => name.endsWith('.partial'));
  // tag-digest writes the rows that it has, and says with its status that some failed.
  const mayHaveRows = code === 0 || command === 'tag-digest';
  const wrong =
    (signal ? `ended by ${signal}, after ${END_MS} ms if that was us` : undefined) ??
    (statuses.includes(Number(code)) ? undefined : `exit status ${code}`) ??
    whyBadStderr(stderr) ??
    (partial && `it left ${partial}`) ??
    (!mayHaveRows && names.includes('rows.txt') ? 'rows, and a failure' : undefined) ??
    (megabytes > MOST_MEGABYTES ? `${megabytes} MB of memory` : undefined);
  countCase(result, `${command} exit ${code}`);
  if (wrong !== undefined) addFinding(result, index, `${command}: ${wrong}`, stderr);
}
