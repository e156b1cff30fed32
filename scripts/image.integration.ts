/** Builds the image and runs the chain in it, without a container engine: scripts/image.sh says how. */
import { ROOT, run } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { COMMANDS } from './commands.ts';

/** Above what it takes on a slow machine; most of it is spent on putting together a base image. */
t.setTimeout(10 * 60_000);

t.test('the image holds what it should, and the chain runs in it', async (t) => {
  // Whatever npm and apt are set up with in this environment.
  const { code, stdout, stderr } = await run(`${ROOT}scripts/image.sh`, [], process.env);
  if (code === 77) return t.plan(0, stderr.trim());
  t.equal(code, 0, stderr);
  for (const proof of [
    /^built: patch-notebook-sts in \d+ s$/m,
    /^size: \d+ MB/m,
    /^packages: ca-certificates kubectl openssl,/m,
    new RegExp(`^files: patch-notebook-sts\\.sh ${COMMANDS.join(' ')} node$`, 'm'),
    /^absent: npm, its cache/m,
    /^user: 65532:65532$/m,
    /^label: version=\d+\.\d+\.\d+/m,
    /^writable: \/work and nothing else$/m,
    /^compile cache: used by every command, and changed by none$/m,
    /^replayed: the saved stage files, as user \d{6}$/m,
    /^chain: dry-run plans what is stale$/m,
    /^chain: execute restarts it$/m,
    /^chain: a second execute finds nothing stale$/m,
    /^chain: SIGTERM to process 1 ends it$/m,
  ]) {
    t.match(stdout, proof);
  }
  for (const line of stdout.trim().split('\n')) t.comment(line);
});
