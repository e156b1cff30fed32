import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import t from 'tap';
import { startDeadline } from '../io/deadline.ts';
import { createLog } from '../io/log.ts';
import { createCredentialFinder } from './find-credentials.ts';

const log = createLog('x', new PassThrough(), 'quiet');
const user = (username: string) => ({ username, password: 'p' });

t.test('given credentials come first, then each config; a helper runs once per registry', async (t) => {
  const folder = t.testdir({});
  const helper = `${folder}/docker-credential-lab`;
  writeFileSync(
    helper,
    `#!/bin/sh\nread -r url; echo "$url" >> ${folder}/log\necho credentials not found in native keychain\nexit 1\n`,
  );
  chmodSync(helper, 0o755);
  const env = { PATH: `${folder}:${process.env.PATH}` };
  const context = { env, log, deadline: startDeadline(0) };
  const first = { auths: { 'ghcr.io': user('first') } };
  const second = { auths: { 'ghcr.io': user('second'), 'quay.io': user('second') }, credsStore: 'lab' };
  const login = createCredentialFinder(undefined, [first, second], context);
  t.match(await login('ghcr.io/a'), user('first'));
  t.same(
    (await Promise.all([login('quay.io/a'), login('quay.io/b'), login('docker.io/library/a')])).map(
      (found) => found !== undefined,
    ),
    [true, true, false],
  );
  t.same(readFileSync(`${folder}/log`, 'utf8').trim().split('\n').sort(), [
    'https://index.docker.io/v1/',
    'quay.io',
  ]);
  t.match(await createCredentialFinder(user('given'), [first], context)('ghcr.io/a'), user('given'));
});
