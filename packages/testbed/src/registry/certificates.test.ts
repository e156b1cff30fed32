import { X509Certificate } from 'node:crypto';
import t from 'tap';
import { createAuthority } from './certificates.ts';

t.test('a leaf names its hosts and is signed by the authority', async (t) => {
  const authority = await createAuthority();
  const ca = new X509Certificate(authority.caPem);
  t.ok(ca.ca);
  t.ok(ca.verify(ca.publicKey));
  const { cert } = await authority.issue('ghcr.io', '127.0.0.1');
  const leaf = new X509Certificate(cert);
  t.notOk(leaf.ca);
  t.ok(leaf.checkIssued(ca));
  t.ok(leaf.verify(ca.publicKey));
  t.equal(leaf.checkHost('ghcr.io'), 'ghcr.io');
  t.equal(leaf.checkHost('quay.io'), undefined);
  t.equal(leaf.checkIP('127.0.0.1'), '127.0.0.1');
  t.strictSame(leaf.keyUsage, ['1.3.6.1.5.5.7.3.1'], 'for servers');
});

t.test('a certificate is made once per host', async (t) => {
  const authority = await createAuthority();
  t.equal(authority.issue('ghcr.io'), authority.issue('ghcr.io'));
  t.not((await authority.issue('ghcr.io')).cert, (await authority.issue('quay.io')).cert);
  t.not((await createAuthority()).caPem, authority.caPem);
});
