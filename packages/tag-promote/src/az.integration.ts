import { writeFileSync } from 'node:fs';
import { run } from '@patch-notebook-sts/testbed/commands';
import type { Registry } from '@patch-notebook-sts/testbed/registry/registry';
import t, { type Test } from 'tap';
import { image, registryFor, rowsOf } from './testing.ts';

// The real az. Its login and Azure's resource manager are canned answers; the registry behind them is the testbed's.

const HOST = 'myreg.azurecr.io';
const TENANT = '11111111-1111-1111-1111-111111111111';
const SUBSCRIPTION = '/subscriptions/22222222-2222-2222-2222-222222222222';
const ID = `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/myreg`;

function addLogin(registry: Registry): void {
  const faults = registry.faultsFor('login.microsoftonline.com');
  const endpoint = `https://login.microsoftonline.com/${TENANT}`;
  faults.add({
    path: /openid-configuration/,
    body: {
      issuer: `${endpoint}/v2.0`,
      authorization_endpoint: `${endpoint}/oauth2/v2.0/authorize`,
      token_endpoint: `${endpoint}/oauth2/v2.0/token`,
    },
  });
  const token = { token_type: 'Bearer', expires_in: 3600, access_token: 'aad' };
  faults.add({ method: 'POST', path: /token/, body: token });
}

function addResourceManager(registry: Registry): void {
  const faults = registry.faultsFor('management.azure.com');
  const myreg = {
    id: ID,
    name: 'myreg',
    type: 'Microsoft.ContainerRegistry/registries',
    location: 'x',
    sku: { name: 'Standard', tier: 'Standard' },
    properties: { loginServer: HOST },
  };
  const subscription = SUBSCRIPTION.split('/').at(-1);
  faults.add({ method: 'GET', path: /registries\/myreg/, body: myreg });
  faults.add({ path: /resources\?/, body: { value: [myreg] } });
  faults.add({ path: /registries\?/, body: { value: [myreg] } });
  faults.add({
    path: /subscriptions\?/,
    body: {
      value: [
        {
          id: SUBSCRIPTION,
          subscriptionId: subscription,
          displayName: 'lab',
          state: 'Enabled',
          tenantId: TENANT,
        },
      ],
    },
  });
}

/** A registry with an image under w_2 and another under recommended, and an az that is logged in. */
async function start(t: Test) {
  const setup = await registryFor(t, { hosts: { [HOST]: { acr: { aadTokens: ['aad'], anonymous: true } } } });
  const { registry, env, folder, promote } = setup;
  addLogin(registry);
  addResourceManager(registry);
  const az = { AZURE_CONFIG_DIR: `${folder}/azure`, AZURE_CORE_COLLECT_TELEMETRY: 'no' };
  const login = ['login', '--service-principal', '--username=app', '--password=none', `--tenant=${TENANT}`];
  const { code, stderr } = await run('az', login, { ...env, ...az });
  t.equal(code, 0, stderr);
  const old = registry.push(`${HOST}/team/lab:recommended`, image('old'));
  const now = registry.push(`${HOST}/team/lab:w_2`, image('new'));
  const imports: object[] = [];
  registry.onRequest = ({ path, body }) => {
    if (!path.includes('/importImage')) return;
    const { source, targetTags, mode } = JSON.parse(body);
    imports.push({ source, targetTags, mode });
    registry.tag(`${HOST}/${targetTags[0]}`, source.sourceImage.split('@')[1]);
  };
  const accept = () =>
    registry.faultsFor('management.azure.com').add({ method: 'POST', path: /importImage/, body: {} });
  const pointsTo = async (tag: string) => (await registry.resolve(`${HOST}/team/lab:${tag}`))?.digest;
  const args = ['w_2', 'recommended', '--source', 'az', '--image', `${HOST}/team/lab`];
  return {
    ...setup,
    old,
    now,
    imports,
    accept,
    pointsTo,
    args,
    promote: (more: string[]) => promote(more, az),
  };
}

t.test('az imports by digest, over what is there, and the backup too', async (t) => {
  const { promote, args, imports, accept, pointsTo, old, now } = await start(t);
  accept();
  t.match(await promote(args), { code: 0, rows: [{ outcome: 'planned', from: old, to: now }] });
  t.same(imports, []);
  const { code, rows, stderr } = await promote(['execute', ...args]);
  t.same([code, stderr], [0, 'tag-promote: 1 promoted\n']);
  t.match(rows, [{ from: old, to: now, outcome: 'promoted' }]);
  const imported = (digest: string, tag: string) => ({
    source: { resourceId: ID, sourceImage: `team/lab@${digest}` },
    targetTags: [`team/lab:${tag}`],
    mode: 'Force',
  });
  t.match(imports, [imported(old, 'recommended-previous'), imported(now, 'recommended')]);
  t.equal(await pointsTo('recommended'), now);
  t.equal(await pointsTo('recommended-previous'), old);
});

t.test('a first promotion is undone by removing the tag alone', async (t) => {
  const { registry, folder, promote, args, accept, pointsTo, now } = await start(t);
  accept();
  registry.delete(`${HOST}/team/lab:recommended`);
  const done = await promote(['execute', ...args]);
  t.match(done.rows, [{ from: null, to: now, outcome: 'promoted' }]);
  writeFileSync(`${folder}/rows.txt`, done.stdout);
  const undone = await promote(['execute', '--source', 'az', '--undo', `${folder}/rows.txt`]);
  t.match(undone, { code: 0, rows: [{ outcome: 'promoted' }] });
  t.equal(await pointsTo('recommended'), undefined);
  t.equal(await pointsTo('w_2'), now, 'the image is still there');
});

t.test('what Azure refuses is said, and nothing was moved', async (t) => {
  const { registry, promote, args, pointsTo, old } = await start(t);
  registry.onRequest = undefined;
  registry.faultsFor('management.azure.com').add({
    method: 'POST',
    path: /importImage/,
    status: 403,
    body: { error: { code: 'AuthorizationFailed', message: 'The client app may not importImage.' } },
  });
  const { code, stdout } = await promote(['execute', ...args]);
  t.equal(code, 1);
  t.match(rowsOf(stdout), [
    {
      outcome: 'failed',
      reason: /the tag recommended-previous was not made: az failed: .*may not importImage/,
    },
  ]);
  t.equal(await pointsTo('recommended'), old);
});
