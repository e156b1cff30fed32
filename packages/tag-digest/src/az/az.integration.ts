import { readdirSync, readFileSync } from 'node:fs';
import type { RegistryOptions } from '@patch-notebook-sts/testbed/registry/registry';
import t, { type Test } from 'tap';
import { registryFor } from '../testing.ts';

// The real az, against the testbed's Azure registry, to which HTTPS_PROXY and REQUESTS_CA_BUNDLE take it.

const host = 'myreg.azurecr.io';
const options: RegistryOptions = { hosts: { [host]: { acr: { users: { robot: 's3cret-az-pass' } } } } };
const login = { ACR_READ_METADATA_USERNAME: 'robot', ACR_READ_METADATA_PASSWORD: 's3cret-az-pass' };

async function start(t: Test) {
  const setup = await registryFor(t, options);
  const v1 = setup.registry.push(`${host}/team/lab:v1`, { seed: '1' });
  const v2 = setup.registry.push(`${host}/team/lab:v2`, { seed: '2' });
  const ask = (args: string[], env: Record<string, string> = login) =>
    setup.tagDigest([...args, '--source', 'az', '--image', `${host}/team/lab`], {
      TMPDIR: setup.folder,
      ...env,
    });
  const data = () =>
    setup.registry.requests.map(({ path }) => path).filter((path) => path.startsWith('/acr/'));
  return { ...setup, ask, data, v1, v2 };
}

t.test('one tag, with the login of the environment; nothing of it is left', async (t) => {
  const { ask, data, folder, v1 } = await start(t);
  const { code, rows, stderr } = await ask(['v1']);
  t.same([code, stderr], [0, '']);
  t.match(rows, [{ repository: `${host}/team/lab`, tag: 'v1', digest: v1, platforms: {}, source: 'az' }]);
  t.notOk('mediaType' in (rows[0] ?? {}));
  t.same(data(), ['/acr/v1/team%2Flab/_tags/v1'].map(decodeURIComponent));
  t.same(
    readdirSync(folder).filter((name) => name.startsWith('patch-notebook-sts-az')),
    [],
  );
});

t.test('several tags take one run of az; what it doesn’t list is asked for by name', async (t) => {
  const { ask, data, v1, v2 } = await start(t);
  const { code, rows, stderr } = await ask(['v1', 'v2', 'nope']);
  t.equal(code, 0);
  t.match(rows, [{ tag: 'nope', digest: null, error: 'not-found' }, { digest: v1 }, { digest: v2 }]);
  t.match(stderr, /myreg\.azurecr\.io has no such tag/);
  t.equal(data().length, 2);
  t.match(data()[0], /_tags\?.*orderby=timedesc/);
});

t.test('a missing repository, alone and with several tags', async (t) => {
  const { tagDigest } = await start(t);
  for (const tags of [['v1'], ['v1', 'v2']]) {
    const { code, rows } = await tagDigest([...tags, '--source', 'az', '--image', `${host}/no/such`], login);
    t.equal(code, 0);
    t.same(
      rows.map(({ error }) => error),
      tags.map(() => 'not-found'),
    );
  }
});

t.test('aliases, the tag that moved last in front', async (t) => {
  const { registry, ask, v1 } = await start(t);
  for (const tag of ['w_2022_39', 'recommended', 'w_2022_40']) registry.tag(`${host}/team/lab:${tag}`, v1);
  t.match((await ask(['recommended', '--aliases'])).rows, [
    { digest: v1, aliases: ['w_2022_40', 'w_2022_39', 'v1'] },
  ]);
});

t.test('failures', async (t) => {
  const { registry, ask, v1 } = await start(t);
  const wrong = { ...login, ACR_READ_METADATA_PASSWORD: 's3cret-az-wrong' };
  const refused = await ask(['v1', '--verbose'], wrong);
  t.match(refused, {
    code: 1,
    rows: [{ error: 'unauthorized' }],
    stderr: /refuses the login; check ACR_READ_METADATA/,
  });
  t.notMatch(refused.stderr, 's3cret-az');
  t.match(await ask(['v1'], {}), { code: 1, rows: [{ error: 'unauthorized' }], stderr: /or run az login/ });
  registry.faultsFor(host).add({ path: /oauth2\/token/, status: 429, times: 1 });
  const limited = await ask(['v1', '--verbose']);
  t.match(limited, { code: 0, rows: [{ digest: v1 }] }, 'az gives up at a rate limit, so it is run again');
  t.match(limited.stderr, /az: exit 1\n.*\n.*az: exit 0\n$/);
  registry.faultsFor(host).add({ path: /oauth2\/token/, status: 429 });
  // Its tries end, and not its time.
  t.match(await ask(['v1', '--timeout', '10m']), { code: 1, rows: [{ error: 'rate-limited' }] });
  registry.faultsFor(host).clear();
  registry.faultsFor(host).add({ path: /_tags/, status: 401, times: 1 });
  t.match(await ask(['v1']), { code: 1, rows: [{ error: 'unauthorized' }] });
  registry.faultsFor(host).add({ hang: true });
  t.match(await ask(['v1', '--timeout', '3s']), { code: 1, rows: [{ error: 'timeout' }] });
  registry.configure(host, { unreachable: true });
  t.match(await ask(['v1']), {
    code: 1,
    rows: [{ error: 'unreachable' }],
    stderr: /cannot be reached by az/,
  });
});

t.test('the process table never holds the password', async (t) => {
  const { registry, ask } = await start(t);
  registry.latencyMs = 50;
  const seen = new Set<string>();
  const sampling = setInterval(() => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        seen.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
      } catch {
        // It has ended.
      }
    }
  }, 10);
  const { code, stdout, stderr } = await ask(['v1', '--verbose']);
  clearInterval(sampling);
  t.equal(code, 0);
  const az = [...seen].filter((line) => line.includes('acr\0repository\0show'));
  t.ok(az.length > 0, 'az was seen');
  t.match(az[0], /--password\0@-/);
  t.notOk([...seen].some((line) => line.includes('s3cret-az')));
  t.notMatch(stdout + stderr, 's3cret-az');
});

t.test('--registry-name, for images that are pulled under another name', async (t) => {
  const { tagDigest, v1 } = await start(t);
  const args = ['v1', '--source', 'az', '--registry-name', 'myreg', '--image', 'mirror.example/team/lab'];
  t.match((await tagDigest(args, login)).rows, [{ repository: 'mirror.example/team/lab', digest: v1 }]);
});
