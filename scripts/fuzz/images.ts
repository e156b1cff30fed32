import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImageRow } from '@patch-notebook-sts/core/rows/image-row';
import { PairRow } from '@patch-notebook-sts/core/rows/pair-row';
import type { ZodType } from 'zod';
import { command as imagePair } from '../../packages/image-pair/src/command.ts';
import { command as tagDigest } from '../../packages/tag-digest/src/command.ts';
import { command as tagPromote } from '../../packages/tag-promote/src/command.ts';
import { PromoteRow } from '../../packages/tag-promote/src/rows/promote-row.ts';
import {
  addFinding,
  countCase,
  createResult,
  type PartResult,
  runCases,
  whyBadReason,
  whyBadStderr,
} from './findings.ts';
import { LABEL, startImageRegistry } from './image-registry.ts';
import { createRandom, type Random } from './random.ts';
import { type InProcess, inProcess } from './run-in-process.ts';

/** What their rows may have. */
interface Seen {
  outcome?: string | undefined;
  error?: string | undefined;
  reason?: string | undefined;
}

/** A command that looks into images, and the rows that it writes. */
interface Looker {
  name: string;
  row: ZodType<Seen>;
  run: (host: string, digest: string, random: Random) => Promise<InProcess>;
}

const LIMIT = ['--timeout', '5s'];

const LOOKERS: readonly [Looker, ...Looker[]] = [
  {
    name: 'tag-digest',
    row: ImageRow,
    run: async (host) => {
      const args = ['v1', '--image', `${host}/org/app`, '--details', '--label', LABEL, ...LIMIT];
      return (await inProcess(tagDigest, args))(Buffer.alloc(0));
    },
  },
  {
    name: 'tag-promote',
    row: PromoteRow,
    run: async (host, _, random) => {
      const tags = [random.pick(['dry-run', 'execute']), 'v1', 'recommended'];
      return (await inProcess(tagPromote, [...tags, '--image', `${host}/org/app`, '--no-older', ...LIMIT]))(
        Buffer.alloc(0),
      );
    },
  },
  {
    name: 'image-pair',
    row: PairRow,
    run: async (host, digest, random) => {
      const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
      writeFileSync(`${folder}/pairs.txt`, `${host}/org/app ${host}/org/worker\n`);
      const by = random.pick<readonly string[]>([
        [],
        ['--label', LABEL],
        ['--file', '/pre-home/worker.yml', '--path', '.spec.containers[0].image'],
      ]);
      const pair = await inProcess(imagePair, ['--pairs', `${folder}/pairs.txt`, ...by, ...LIMIT, '-']);
      const ended = await pair(
        Buffer.from(JSON.stringify({ repository: `${host}/org/app`, tag: 'v1', digest })),
      );
      rmSync(folder, { recursive: true });
      return ended;
    },
  },
];

/** Images that are made to harm, through the commands that look into images. */
export async function fuzzImages(seed: number, count: number): Promise<PartResult> {
  const result = createResult('images');
  await runCases(count, 8, (i) => fuzzImage(result, i, createRandom(seed, 'images', i)));
  return result;
}

async function fuzzImage(result: PartResult, index: number, random: Random): Promise<void> {
  const { host, digest, close } = await startImageRegistry(random);
  const { name, row, run } = random.pick(LOOKERS);
  const { code, stdout, stderr, crash } = await run(host, digest, random);
  close();
  const lines = stdout.split('\n').filter(Boolean);
  const parsed = lines.length === 1 ? row.safeParse(JSON.parse(lines[0] ?? '')) : undefined;
  const wrong =
    crash ??
    whyBadStderr(stderr) ??
    (code === 0 || code === 1 || parsed?.data?.outcome === 'refused' ? undefined : `exit status ${code}`) ??
    (parsed?.success
      ? whyBadReason(parsed.data.reason ?? '')
      : `${lines.length} rows: ${parsed?.error.message}`);
  countCase(result, `${name}: exit ${code}, ${parsed?.data?.outcome ?? parsed?.data?.error ?? 'a digest'}`);
  if (wrong !== undefined) addFinding(result, index, `${name}: ${wrong}`, stdout + stderr);
}
