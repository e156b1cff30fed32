// x509's dependency injection wants this polyfill, and leaves it to its user to load it first.
import 'reflect-metadata';
import { randomBytes, type webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** PEM texts as `tls.createSecureContext` takes them. */
export interface ServerCertificate {
  key: string;
  cert: string;
}

/** A certificate authority of one test run. */
export interface CertificateAuthority {
  /** The root certificate, PEM: for NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE, `curl --cacert`. */
  caPem: string;
  /** Issues a server certificate for host names and IP addresses; the same names get the same certificate. */
  issue(...names: string[]): Promise<ServerCertificate>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

/**
 * Makes a fresh authority. Its certificates carry every extension that RFC 5280 section 4.2.1 asks for, because
 * OpenSSL with X509_STRICT (Python 3.13's default) refuses a chain without key identifiers or critical constraints.
 */
export async function createAuthority(): Promise<CertificateAuthority> {
  cryptoProvider.set(globalThis.crypto);
  const [caKeys, leafKeys] = await Promise.all([generateKeys(), generateKeys()]);
  const notBefore = new Date(Date.now() - DAY_MS);
  const notAfter = new Date(Date.now() + 30 * DAY_MS);

  const ca = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=patch-notebook-sts testbed CA',
    serialNumber: serialNumber(),
    notBefore,
    notAfter,
    keys: caKeys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const caPem = `${ca.toString('pem')}\n`;
  const key = pem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', leafKeys.privateKey));

  const issueCertificate = async (names: string[]): Promise<ServerCertificate> => {
    const leaf = await X509CertificateGenerator.create({
      subject: 'CN=patch-notebook-sts testbed',
      issuer: ca.subject,
      serialNumber: serialNumber(),
      notBefore,
      notAfter,
      publicKey: leafKeys.publicKey,
      signingKey: caKeys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(
          names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
        ),
        await SubjectKeyIdentifierExtension.create(leafKeys.publicKey),
        await AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
      ],
    });
    return { key, cert: `${leaf.toString('pem')}\n` };
  };

  const issued = new Map<string, Promise<ServerCertificate>>();
  return {
    caPem,
    issue: (...names) => {
      const id = names.join();
      const known = issued.get(id) ?? issueCertificate(names);
      issued.set(id, known);
      return known;
    },
  };
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  // one leaf key for all hosts: a handshake with a new host then costs a signature, not a key pair
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}

/** RFC 5280 section 4.1.2.2: positive, at most 20 octets. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString('hex');
}

function pem(label: string, der: ArrayBuffer): string {
  const lines = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
