import { oneLine } from '@patch-notebook-sts/core/text/one-line';
import { printable } from '@patch-notebook-sts/core/text/printable';
import { fill, type SentenceName, type Sentences, type Values } from './sentences.ts';

/** https://github.com/kubernetes/kubernetes/blob/release-1.34/pkg/apis/core/validation/events.go (NoteLengthLimit) */
const MAX_MESSAGE = 1024;

/** What an owner is told, in each of the languages. */
export const messageOf = (
  { sentence, values }: { sentence: SentenceName; values: Values },
  languages: readonly Sentences[],
): string =>
  printable(
    oneLine(languages.map((sentences) => fill(sentences[sentence], values)).join(' / ')),
    MAX_MESSAGE,
  );
