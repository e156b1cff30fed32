import { chmodSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { ROOT, run } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { createLog } from '../io/log.ts';
import { createKubectl } from '../kube/kubectl.ts';
import { parsePullSecret, readPullSecret } from './pull-secret.ts';

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const config = { auths: { 'ghcr.io': { auth: 'dTpw' } } };

t.test('the forms of a pull secret', async (t) => {
  const secret = (data: object) => JSON.stringify({ kind: 'Secret', data });
  t.same(parsePullSecret(secret({ '.dockerconfigjson': base64(config) }), 's'), config);
  t.same(parsePullSecret(secret({ '.dockercfg': base64(config.auths) }), 's'), config);
  for (const text of [secret({ password: base64('secret') }), '{}', 'secret']) {
    t.throws(() => parsePullSecret(text, 'secret a/b'), {
      exitCode: 3,
      message: /^secret a\/b: holds no docker config/,
    });
  }
});

t.test('read with the real kubectl, in one request', async (t) => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    // Some versions of kubectl compare theirs with the server's once.
    if (!request.url?.startsWith('/version')) seen.push(`${request.method} ${request.url}`);
    const found = request.url === '/api/v1/namespaces/team/secrets/regcred';
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(
      found
        ? JSON.stringify({ kind: 'Secret', data: { '.dockerconfigjson': base64(config) } })
        : '{"kind":"Status","apiVersion":"v1","status":"Failure","message":"secrets \\"no\\" not found","reason":"NotFound","code":404}',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const kubeconfig = `${t.testdir({
    kubeconfig: JSON.stringify({
      'current-context': 'a',
      clusters: [
        { name: 'a', cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } },
      ],
      contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    }),
  })}/kubeconfig`;
  const stderr = new PassThrough({ encoding: 'utf8' });
  const kubectl = createKubectl({ kubeconfig }, createLog('x', stderr, 'verbose'), {
    env: process.env,
  });
  t.same(await readPullSecret('team/regcred', kubectl), config);
  await t.rejects(readPullSecret('team/no', kubectl), {
    exitCode: 1,
    message: '--pull-secret team/no: Error from server (NotFound): secrets "no" not found',
  });
  t.same(seen, ['GET /api/v1/namespaces/team/secrets/regcred', 'GET /api/v1/namespaces/team/secrets/no']);
  t.notMatch(stderr.read(), 'dTpw');
  for (const name of ['regcred', 'a/b/c', '../b', 'a/..', '/b', 'A/b']) {
    await t.rejects(readPullSecret(name, kubectl), { exitCode: 2, message: /is not NAMESPACE\/NAME/ }, name);
  }
  t.equal(seen.length, 2);
});

t.test('a kubectl that hangs ends with --timeout', async (t) => {
  const folder = t.testdir({ kubectl: '#!/bin/sh\nexec sleep 600\n' });
  chmodSync(`${folder}/kubectl`, 0o755);
  const args = ['v1', '--image', 'ghcr.io/app', '--pull-secret', 'team/regcred', '--timeout', '500ms'];
  const ended = await run(`${ROOT}dist/bin/tag-digest`, args, { PATH: `${folder}:${process.env.PATH}` });
  t.match(ended, {
    code: 1,
    stdout: '',
    stderr: /^tag-digest: --pull-secret team\/regcred: kubectl .* ended/,
  });
});
