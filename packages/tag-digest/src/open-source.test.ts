import t from 'tap';
import { registryFor } from './testing.ts';

t.test('command lines that are refused before any request', async (t) => {
  const { registry, tagDigest, folder } = await registryFor(t);
  const image = ['v1', '--image', 'ghcr.io/app'];
  const two = [...image, '--image', 'quay.io/app'];
  const password = { TAG_DIGEST_PASSWORD: 's3cret' };
  const table: [args: string[], env: Record<string, string>, code: number, stderr: RegExp][] = [
    [[...image, '--source', 'hub'], {}, 2, /Invalid values/],
    [[...image, '--timeout', '5'], {}, 2, /--timeout: "5" is not a duration/],
    [[...image, '--concurrency', '0'], {}, 2, /--concurrency: "0" is not a number from 1/],
    [[...image, '--insecure-http', 'http://a'], {}, 2, /--insecure-http: "http:\/\/a" is not HOST/],
    [[...image, '--pull-secret', 'a'], {}, 2, /--pull-secret: "a" is not NAMESPACE\/NAME/],
    [[...image, '--docker-config', '/no/such'], {}, 1, /--docker-config \/no\/such: cannot be read/],
    [[...image, '--ca-file', '/no/such'], {}, 1, /--ca-file \/no\/such: cannot be read/],
    [[...image, '--ca-file', `${folder}/empty`], {}, 1, /cannot be read/],
    [
      [...two, '--username', 'u'],
      password,
      2,
      /one registry, but the images are on several: ghcr\.io, quay\.io/,
    ],
    [[...two, '--source', 'jfrog'], { JF_ACCESS_TOKEN: 's3cret' }, 2, /one registry/],
    [
      ['v1', '--image', 'a.azurecr.io/x', '--image', 'b.azurecr.io/x', '--source', 'az', '--username', 'u'],
      password,
      2,
      /one registry/,
    ],
    [[...image, '--source', 'jfrog', '--url', 'ftp://u:s3cret@x'], {}, 2, /--url: not a URL/],
    [
      [...image, '--source', 'jfrog', '--url', 'https://u:s3cret@x'],
      {},
      2,
      /--url: holds a user or password/,
    ],
    [[...image, '--source', 'jfrog', '--username', 'u', '--token-file', 'x'], password, 2, /two logins/],
    [
      [...image, '--source', 'az'],
      { ACR_READ_METADATA_USERNAME: 'u' },
      2,
      /ACR_READ_METADATA_PASSWORD is not/,
    ],
  ];
  for (const [args, env, code, message] of table) {
    const { code: actual, stdout, stderr } = await tagDigest(args, env);
    t.equal(actual, code, args.join(' '));
    t.match(stderr, message);
    t.equal(stdout, '');
    t.notMatch(stderr, 's3cret');
  }
  t.same(registry.requests, []);
});
