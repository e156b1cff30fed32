import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import t, { type Test } from 'tap';
import { startDeadline } from '../io/deadline.ts';
import { createLog } from '../io/log.ts';
import { askHelper } from './credential-helper.ts';

/** A helper as docker would find it, and what to run it with. */
function helperFor(t: Test, script: string, timeoutMs = 60_000) {
  const folder = t.testdir({});
  writeFileSync(`${folder}/docker-credential-lab`, `#!/bin/sh\nFOLDER=${folder}\n${script}\n`);
  chmodSync(`${folder}/docker-credential-lab`, 0o755);
  const stderr = new PassThrough({ encoding: 'utf8' });
  const env = { PATH: `${folder}:${process.env.PATH}` };
  const log = createLog('x', stderr, 'verbose');
  return { folder, stderr, context: { env, log, deadline: startDeadline(timeoutMs) } };
}
const answer = (username: string) => `echo '{"ServerURL":"x","Username":"${username}","Secret":"s3cret"}'`;

t.test('the registry goes in on stdin, the login comes out on stdout', async (t) => {
  const { folder, stderr, context } = helperFor(
    t,
    `echo "$1" > $FOLDER/seen; cat >> $FOLDER/seen; ${answer('u')}`,
  );
  t.same(await askHelper('lab', 'ghcr.io', context), { username: 'u', password: 's3cret' });
  t.equal(readFileSync(`${folder}/seen`, 'utf8'), 'get\nghcr.io');
  t.equal(stderr.read(), 'x: docker-credential-lab get (ghcr.io)\n');
});

t.test('a helper gets the variables of its own cloud, and no other secret', async (t) => {
  const { folder, context } = helperFor(t, `env > $FOLDER/env; cat > /dev/null; ${answer('u')}`);
  const secrets = {
    TAG_DIGEST_PASSWORD: 's3cret',
    ACR_READ_METADATA_PASSWORD: 's3cret',
    JF_PASSWORD: 's3cret',
  };
  const env = { ...context.env, ...secrets, AWS_PROFILE: 'lab', DOCKER_CONFIG: '/d' };
  await askHelper('lab', 'a', { ...context, env });
  const seen = readFileSync(`${folder}/env`, 'utf8');
  t.match(seen, /^AWS_PROFILE=lab$/m);
  t.match(seen, /^DOCKER_CONFIG=\/d$/m);
  t.notMatch(seen, /s3cret/);
});

t.test('an identity token', async (t) => {
  const { context } = helperFor(t, `cat > /dev/null; ${answer('<token>')}`);
  t.same(await askHelper('lab', 'a', context), { identityToken: 's3cret' });
});

t.test('a helper without a login for the registry is not a failure', async (t) => {
  const { context } = helperFor(t, 'echo "credentials not found in native keychain"; exit 1');
  t.equal(await askHelper('lab', 'a', context), undefined);
});

t.test('failures name the helper, and never what it said', async (t) => {
  const table: [helper: string, script: string, message: RegExp, ms?: number][] = [
    [
      'lab',
      'echo s3cret; echo s3cret >&2; exit 2',
      /^docker-credential-lab failed for a \(exit 2\); run it by hand/,
    ],
    ['lab', 'echo s3cret', /printed something that is not a login for a/],
    ['lab', 'exec sleep 600', /gave no login for a in time/, 50],
    ['none', '', /^docker-credential-none is not on PATH/],
    ['../lab', '', /is not a valid helper name/],
  ];
  for (const [helper, script, message, ms] of table) {
    const { stderr, context } = helperFor(t, script, ms);
    await t.rejects(askHelper(helper, 'a', context), { code: 'unauthorized', message }, script);
    t.notMatch(stderr.read() ?? '', 's3cret');
  }
});
