import { parseArgs } from 'node:util';
import { fuzzAnswers } from './answers.ts';
import type { PartResult } from './findings.ts';
import { fuzzImages } from './images.ts';
import { fuzzLayers } from './layers.ts';
import { fuzzProcesses } from './processes.ts';
import { fuzzRegistries } from './registries.ts';
import { fuzzRows } from './rows.ts';

const PARTS = {
  rows: fuzzRows,
  answers: fuzzAnswers,
  registries: fuzzRegistries,
  layers: fuzzLayers,
  images: fuzzImages,
  processes: fuzzProcesses,
};
const COUNTS = {
  rows: '20000',
  answers: '100',
  registries: '150',
  layers: '2000',
  images: '300',
  processes: '30',
};

const report = ({ part, cases, ends, findings }: PartResult): string =>
  [
    `${part}: ${cases} cases, ${findings.length} findings`,
    ...[...ends].sort().map(([end, count]) => `  ${count} ${end}`),
    ...findings,
    '',
  ].join('\n');

async function main(): Promise<void> {
  const seeds = { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) } as const;
  const counts = Object.fromEntries(
    Object.entries(COUNTS).map(([part, count]) => [part, { type: 'string', default: count } as const]),
  );
  const { values } = parseArgs({ options: { seed: seeds, ...counts } });
  const seed = Number(values.seed);
  process.stdout.write(`seed ${seed}\n`);
  for (const [part, fuzz] of Object.entries(PARTS)) {
    const result = await fuzz(seed, Number(values[part as keyof typeof values]));
    process.stdout.write(report(result));
    if (result.findings.length > 0) process.exitCode = 1;
  }
}

void main();
