import { readFile } from 'node:fs/promises';
import { oneLineMessage, usageError } from '@patch-notebook-sts/core/failure';
import { firstIssue } from '@patch-notebook-sts/core/first-issue';
import * as z from 'zod';
import { ENGLISH, FRENCH, type Sentences, unknownPlaceholders } from './sentences.ts';

const Sentence = z
  .string()
  .max(1000)
  .superRefine((text, context) => {
    const [unknown] = unknownPlaceholders(text);
    if (unknown !== undefined)
      context.addIssue({
        code: 'custom',
        message: `{${unknown}} is not known; use {date}, {images}, {optOut} or {reason}`,
      });
  });

const Template = z.strictObject({
  planned: Sentence.optional(),
  cancelled: Sentence.optional(),
  updated: Sentence.optional(),
  failed: Sentence.optional(),
  spared: Sentence.optional(),
});

const BUILT_IN: ReadonlyMap<string, Sentences> = new Map([
  ['en', ENGLISH],
  ['fr', FRENCH],
]);

/**
 * The sentences of each `--template`: `en`, `fr`, or a YAML file, in which a sentence that is missing is the English one. What
 * can't be read is a usage error (exit 2).
 */
export async function readTemplates(values: readonly string[]): Promise<Sentences[]> {
  return Promise.all(values.map(async (value) => BUILT_IN.get(value) ?? (await readTemplate(value))));
}

async function readTemplate(file: string): Promise<Sentences> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw usageError(`--template ${file}: neither en nor fr, and cannot be read: ${oneLineMessage(error)}`);
  });
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw usageError(`--template ${file}: not YAML: ${oneLineMessage(error)}`);
  }
  const template = Template.safeParse(value ?? {});
  if (!template.success) throw usageError(`--template ${file}: ${firstIssue(template.error)}`);
  const given = Object.entries(template.data).filter(([, sentence]) => sentence !== undefined);
  return { ...ENGLISH, ...Object.fromEntries(given) };
}
