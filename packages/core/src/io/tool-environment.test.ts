import t from 'tap';
import { toolEnvironment } from './tool-environment.ts';

t.test('a tool gets what any program needs, and no secret of ours', async (t) => {
  const needed = {
    PATH: '/bin',
    HOME: '/root',
    LC_ALL: 'C',
    LANG: 'C',
    TMPDIR: '/tmp',
    XDG_CONFIG_HOME: '/x',
    https_proxy: 'http://p',
    NO_PROXY: 'a',
    SSL_CERT_FILE: '/ca',
    REQUESTS_CA_BUNDLE: '/ca',
  };
  const secrets = {
    TAG_DIGEST_PASSWORD: 's',
    ACR_READ_METADATA_PASSWORD: 's',
    JF_ACCESS_TOKEN: 's',
    AWS_SECRET_ACCESS_KEY: 's',
    AZURE_CLIENT_SECRET: 's',
    GITHUB_TOKEN: 's',
    NODE_OPTIONS: '--require /x',
    LD_PRELOAD: '/x',
    PATHS: 's',
    HOMES: 's',
    MY_PATH: 's',
  };
  t.same(toolEnvironment({ ...needed, ...secrets }), needed);
  t.same(toolEnvironment({ PATH: undefined }), {}, 'an unset variable stays unset');
});

t.test('names and prefixes for one tool', async (t) => {
  const env = { AZURE_A: '1', AZURE_: '2', MY_AZURE_A: '3', MSI_SECRET: '4', MSI_SECRETS: '5', PATH: '6' };
  t.same(toolEnvironment(env, { names: ['MSI_SECRET'], prefixes: ['AZURE_'] }), {
    AZURE_A: '1',
    AZURE_: '2',
    MSI_SECRET: '4',
    PATH: '6',
  });
});
