import { Composer, type Document, Lexer, LineCounter, Parser } from 'yaml';

/** No file that people write comes near it. */
const MAX_DEPTH = 100;

/**
 * Reads the documents of a YAML text that somebody may have made to harm. @throws Error where it is not YAML
 *
 * Unlike yaml's own `parse`, it stops at texts that are nested too deep: their nodes are built by recursion, and V8 ends
 * the process where it has no stack left to compile a regular expression. And it doesn't quote the lines of each error,
 * which takes hours for a hundred thousand of them.
 */
export function readYaml(text: string): Document[] {
  const lines = new LineCounter();
  const documents = [...new Composer({ logLevel: 'silent' }).compose(tokensOf(text, lines))];
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error === undefined) return documents;
  throw new Error(`line ${lines.linePos(error.pos[0]).line}: ${error.message}`);
}

function* tokensOf(text: string, lines: LineCounter) {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_DEPTH) throw new Error(`it is nested more than ${MAX_DEPTH} levels deep`);
  }
  yield* parser.end();
}
