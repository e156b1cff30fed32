import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import t, { type Test } from 'tap';
import { startDeadline } from '../io/deadline.ts';
import { createLog } from '../io/log.ts';
import { createAz } from './az.ts';

/** A program called az in a folder of its own. The real one is run in az.integration.ts. */
function standIn(t: Test, script: string) {
  const folder = t.testdir({ tmp: {} });
  writeFileSync(`${folder}/az`, `#!/bin/sh\nFOLDER=${folder}\n${script}\n`);
  chmodSync(`${folder}/az`, 0o755);
  const stderr = new PassThrough({ encoding: 'utf8' });
  const env = { PATH: `${folder}:${process.env.PATH}`, TMPDIR: `${folder}/tmp` };
  return { folder, env, stderr, log: createLog('x', stderr, 'verbose') };
}
const record = `
{ echo "$@"; cat; echo; echo "$AZURE_CORE_COLLECT_TELEMETRY"; env | grep -c s3cret; echo "$AZURE_CONFIG_DIR"; } > $FOLDER/seen`;

const secrets = {
  ACR_READ_METADATA_PASSWORD: 's3cret',
  TAG_DIGEST_PASSWORD: 's3cret',
  JF_ACCESS_TOKEN: 's3cret',
  AWS_SECRET_ACCESS_KEY: 's3cret',
};

t.test('a login goes in on stdin, with a config folder of its own', async (t) => {
  const { folder, env, stderr, log } = standIn(t, record);
  const az = createAz({
    login: { username: 'u', password: 's3cret' },
    env: { ...env, ...secrets },
    deadline: startDeadline(0),
    log,
  });
  t.match(await az(['acr', 'repository', 'show']), { end: 'exited', exitCode: 0 });
  const [args, stdin, telemetry, passwords, config = ''] = readFileSync(`${folder}/seen`, 'utf8').split('\n');
  t.equal(args, 'acr repository show --username=u --password @- --only-show-errors --output json');
  t.same([stdin, telemetry, passwords], ['s3cret', 'no', '0']);
  t.ok(config.startsWith(`${folder}/tmp/patch-notebook-sts-az-`) && existsSync(config));
  t.equal(stderr.read(), 'x: az acr repository show\nx: az: exit 0\n');
});

t.test('without a login, az uses its own', async (t) => {
  const { folder, env, log } = standIn(t, record);
  const az = createAz({
    login: undefined,
    env: { ...env, ...secrets, AZURE_CONFIG_DIR: '/own' },
    deadline: startDeadline(0),
    log,
  });
  await az(['acr']);
  t.same(readFileSync(`${folder}/seen`, 'utf8').split('\n'), [
    'acr --only-show-errors --output json',
    '',
    'no',
    '0',
    '/own',
    '',
  ]);
});

t.test('an az that hangs is killed with its children; a missing az fails the run', async (t) => {
  const { env, log } = standIn(t, 'sleep 600 & sleep 600');
  const options = { login: undefined, env, deadline: startDeadline(100), log };
  t.match(await createAz(options)([]), { end: 'ended' });
  const missing = createAz({ ...options, deadline: startDeadline(0), env: { PATH: '/nowhere' } });
  await t.rejects(missing([]), { exitCode: 1, message: /^az: not found on PATH; install it/ });
});

t.test('no writable place for the config folder', async (t) => {
  const { env, log } = standIn(t, 'exit 0');
  const login = { username: 'u', password: 'p' };
  const options = { login, env: { ...env, TMPDIR: '/no/such' }, deadline: startDeadline(0), log };
  t.throws(() => createAz(options), {
    exitCode: 1,
    message: /^\/no\/such: cannot make a folder for az there .*; set TMPDIR/,
  });
});
