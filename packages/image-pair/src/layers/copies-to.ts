/**
 * Where a layer's command copies to: `there` if it may make the file, `elsewhere` if it can't, undefined if it isn't a
 * COPY or ADD, or doesn't say. The destination is the last word, absolute or not.
 *
 * BuildKit writes `COPY worker.yml /etc # buildkit`; the builder before it `/bin/sh -c #(nop) COPY file:8f2… in /etc `.
 * @param path of the file, absolute
 */
export function copiesTo(command: string, path: string): 'there' | 'elsewhere' | undefined {
  const [, words] =
    /^(?:\/bin\/sh -c #\(nop\) +)?(?:COPY|ADD) (.*?)(?: # buildkit)?\s*$/s.exec(command) ?? [];
  const destination = words?.split(/\s+/).at(-1);
  if (destination === undefined || !/^\/[\w./-]*$/.test(destination)) return undefined;
  const folder = `${destination.replace(/\/+$/, '')}/`;
  // What is copied may be a folder that has the file's folder.
  return `${path}/`.startsWith(folder) ? 'there' : 'elsewhere';
}
