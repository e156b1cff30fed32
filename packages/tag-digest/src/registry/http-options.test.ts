import t from 'tap';
import { registryFor } from '../testing.ts';

t.test('--ca-file adds to what Node trusts; without it the registry is not trusted', async (t) => {
  const { registry, folder, tagDigest } = await registryFor(t);
  registry.push('ghcr.io/app:v1', { seed: '1' });
  const args = ['v1', '--image', 'ghcr.io/app'];
  const untrusting = { NODE_EXTRA_CA_CERTS: '' };
  t.match(await tagDigest(args, untrusting), {
    code: 1,
    rows: [{ error: 'unreachable' }],
    stderr: /not trusted \(\w+\); give its certificate authority with --ca-file/,
  });
  t.equal((await tagDigest([...args, '--ca-file', `${folder}/ca.pem`], untrusting)).code, 0);
  t.match(await tagDigest([...args, '--ca-file', import.meta.filename]), {
    code: 2,
    stderr: /holds no PEM certificate/,
  });
});
