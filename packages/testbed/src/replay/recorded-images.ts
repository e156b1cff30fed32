import type { ImageSource } from '../cluster/kubelet/node-images.ts';

export const REPOSITORY = 'k8scc01covidacr.azurecr.io/rstudio';

/** The digest of the image that exits with an error as soon as it is started. */
export const BREAKING = 'sha256:346f360733cd8bb575a728bdfcc985c5e38ccd0bda7ec7f83f5d7132366171bb';

/** What the tags pointed to while the rollouts were recorded. */
export const TAGS: Record<string, string> = {
  v1: 'sha256:279b29e01c2e67c57f5c9131b4e4f0436ce0018d821e217d4861838ba62f2fad',
  breaks: BREAKING,
  setup: BREAKING,
  flaky: 'sha256:64ee90dac8fa90b385916360df7915cd951b7e47719166f78a984e164eecdd1c',
  stubborn: 'sha256:3e1e08824f40a487fc57cc0af4f5158bf26c1e77e65714ec1a016266f383d07d',
};

/** What v1 pointed to before. */
export const V1_BEFORE = 'sha256:11c2b38c0abaff3e098327bda46ab8a455507dcf578697697774c85d1f469f68';

/** The registry of the recordings. What it lacked, the nodes could not ask it for: its answer was not trusted. */
export class RecordedImages implements ImageSource {
  /** References that it lacks besides. */
  readonly missing: Set<string>;

  constructor(missing: readonly string[]) {
    this.missing = new Set(missing);
  }

  async resolve(reference: string) {
    const digest = reference.split('@')[1] ?? TAGS[reference.slice(REPOSITORY.length + 1)];
    if (digest === undefined || this.missing.has(reference))
      throw new Error('x509: certificate signed by unknown authority');
    return { digest, configDigest: digest.replace(/^sha256:../, 'sha256:c0') };
  }
}
