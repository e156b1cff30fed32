import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { ROOT, run, testbedFor } from '@patch-notebook-sts/testbed/commands';
import { until } from '@patch-notebook-sts/testbed/until';
import t from 'tap';
import { ExitCode } from '../failure.ts';
import { runCommand } from './run-command.ts';

// This file runs itself as a command that does one of these.
const FILE = process.argv[1] ?? '';
const runs = {
  waitsForNothing: () => new Promise<never>(() => {}),
  exitsWithin: async () => process.exit(),
  exitsWithinWith3: async () => process.exit(3),
  endsWith4: async () => ExitCode.stopped,
};
const body = runs[process.env.RUNS as keyof typeof runs];
if (body !== undefined) {
  await runCommand({ name: 'lab', usage: '', summary: '', examples: [], options: {}, run: body });
  process.exit();
}

t.test('help and version go to stdout and end well', async (t) => {
  t.match(await run('sts-filter', ['--help']), { code: 0, stderr: '', stdout: /^sts-filter \[options\]/ });
  t.match(await run('sts-filter', ['--version']), { code: 0, stderr: '', stdout: /^\d+\.\d+\.\d+\n$/ });
});

t.test('a failure is one line and its exit code', async (t) => {
  t.strictSame(await run('sts-filter', ['--nope']), {
    code: 2,
    stdout: '',
    stderr: 'sts-filter: Unknown argument: nope; see sts-filter --help\n',
  });
});

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  t.test(`${signal} ends a command with its code, and leaves no partial file`, async (t) => {
    const { cluster, folder, environment } = await testbedFor(t);
    cluster.faults.add({ path: /\/pods/, hang: true });
    const env = { ...process.env, ...(await environment(`${folder}/environment`)) };
    const child = spawn(`${ROOT}dist/bin/sts-list`, ['-o', `${folder}/1.txt`], { env, stdio: 'ignore' });
    const ended = once(child, 'exit');
    await until(() => cluster.requests.length > 0);
    child.kill(signal);
    t.same(await ended, [code, null]);
    t.same(readdirSync(folder), ['environment']);
  });

t.test('a full disk behind stdout is a failure', async (t) => {
  const ended = await run('bash', [
    '--norc',
    '-c',
    'sts-filter --format table fixtures/after/1-simple-output.txt fixtures/after/2-images-with-tags.txt > /dev/full',
  ]);
  t.match(ended, { code: 1, stderr: /stdout: cannot be written: .*ENOSPC/ });
});

t.test('a command that stops before it finishes is a failure', async (t) => {
  const stop = (what: keyof typeof runs) =>
    run(process.execPath, [...process.execArgv, FILE], { RUNS: what });
  const stopped = {
    code: 1,
    stdout: '',
    stderr: 'lab: internal error, please report it: it stopped before it finished\n',
  };
  t.strictSame(await stop('waitsForNothing'), stopped, 'nothing left to wait for');
  t.strictSame(await stop('exitsWithin'), stopped, 'an exit from within');
  t.match(await stop('exitsWithinWith3'), { code: 3, stderr: '' }, 'an exit with a code of its own');
  t.match(await stop('endsWith4'), { code: 4, stderr: '' });
});
