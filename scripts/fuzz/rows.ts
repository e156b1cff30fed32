import { readFileSync } from 'node:fs';
import { RestartRow } from '@patch-notebook-sts/core/rows/restart-row';
import { command as filter } from '../../packages/sts-filter/src/command.ts';
import { command as restart } from '../../packages/sts-restart/src/command.ts';
import { AFTER_FILES } from './after-files.ts';
import { addFinding, countCase, createResult, type PartResult, runCases, whyBadStderr } from './findings.ts';
import { mutateJson } from './mutate.ts';
import { createRandom, type Random } from './random.ts';
import { type InProcess, inProcess } from './run-in-process.ts';

const rowsOf = (file: string): [unknown, ...unknown[]] => {
  const [first, ...rest] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return [first, ...rest];
};

/** A reader, what it reads of the recorded run, and what to say against its result, given the line that it got. */
interface Reader {
  run: (stdin: Buffer) => Promise<InProcess>;
  rows: [unknown, ...unknown[]];
  judge: (line: string, stdout: string) => string | undefined;
}

/** Mutated rows, one at a time, through the commands that read them. */
export async function fuzzRows(seed: number, count: number): Promise<PartResult> {
  const { containers, images, restarts, outcomes } = AFTER_FILES;
  const imageText = readFileSync(images, 'utf8');
  const readers: [Reader, ...Reader[]] = [
    {
      run: await inProcess(filter, ['-', images]),
      rows: rowsOf(containers),
      judge: (line, stdout) => whyNotStale(line, imageText, stdout),
    },
    {
      run: await inProcess(filter, [
        '--migrate-to',
        'v1',
        '--fix-pull-policy',
        '--idle-for',
        '2h',
        '-',
        images,
      ]),
      rows: rowsOf(containers),
      judge: (_, stdout) => whyUnreadable(stdout),
    },
    {
      run: await inProcess(filter, [containers, '-']),
      rows: rowsOf(images),
      judge: (line, stdout) => whyUnreadable(stdout) ?? whyUnknownDigest(line, stdout),
    },
    {
      run: await inProcess(restart, ['--migrate', '--verbose', '-']),
      rows: rowsOf(restarts),
      judge: () => undefined,
    },
    { run: await inProcess(restart, ['--undo', '-']), rows: rowsOf(outcomes), judge: () => undefined },
  ];
  const result = createResult('rows');
  await runCases(count, 8, (i) => fuzzRow(result, i, readers, createRandom(seed, 'rows', i)));
  return result;
}

async function fuzzRow(result: PartResult, index: number, readers: [Reader, ...Reader[]], random: Random) {
  const [filter] = readers;
  const { run, rows, judge } = random.oneIn(3) ? filter : random.pick(readers);
  const line = mutateJson(random.pick(rows), random);
  const { code, stdout, stderr, crash } = await run(line);
  const wrong =
    crash ??
    whyBadStderr(stderr) ??
    (code !== 0 && code !== 3 ? `exit status ${code}` : undefined) ??
    (code !== 0 && stdout !== '' ? 'rows, and a failure' : undefined) ??
    judge(line.toString(), stdout);
  countCase(result, `exit ${code}${stdout === '' ? '' : ', rows'}`);
  if (wrong !== undefined) addFinding(result, index, wrong, line.toString());
}

const parsedRows = (stdout: string) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => RestartRow.safeParse(JSON.parse(line)));

/** What sts-filter writes, sts-restart reads. */
const whyUnreadable = (stdout: string): string | undefined => {
  const fault = parsedRows(stdout).find(({ success }) => !success)?.error;
  return fault && `it wrote a row that sts-restart refuses: ${fault.issues[0]?.message}`;
};

/** A digest in a list of restarts was in the row that the registry gave. */
function whyUnknownDigest(line: string, stdout: string): string | undefined {
  const wanted = parsedRows(stdout).flatMap(({ data }) => data?.containers.map((one) => one.wanted) ?? []);
  const unknown = wanted.find((digest) => digest === undefined || !line.includes(digest));
  return unknown && `it wants ${unknown}, which no registry gave`;
}

/** Why a container of which there is only this line must not restart, although it does: seen without the code that decided. */
function whyNotStale(line: string, images: string, stdout: string): string | undefined {
  const [restarted] = parsedRows(stdout);
  if (restarted === undefined) return undefined;
  if (!restarted.success) return whyUnreadable(stdout);
  const row = JSON.parse(line.replace(/^\ufeff/, ''));
  const [container] = restarted.data.containers;
  const imageID = String(row.image?.imageID);
  const running = /@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.exec(imageID)?.[1];
  if (running === undefined) return 'it restarts what runs no known digest';
  if (container?.wanted === undefined || !images.includes(`"digest":"${container.wanted}"`))
    return 'it restarts for a digest that no registry gave';
  const known = images.split('\n').find((image) => image.includes(`"digest":"${container.wanted}"`)) ?? '';
  if (known.includes(running)) return 'it restarts what is current';
  const { tag } = JSON.parse(known);
  if (!String(row.spec?.image ?? row.image?.image).match(`(^|[^:])$|:${tag}$`))
    return 'it restarts for another tag';
  if (row.optOut !== undefined) return 'it restarts who opted out';
  if (row.spec?.imagePullPolicy === 'Never') return 'it restarts what never pulls';
  return undefined;
}
