import { memoize } from '@patch-notebook-sts/core/memoize';
import { imageDetails } from '@patch-notebook-sts/core/oci/image-details';
import { createImageLookup } from '@patch-notebook-sts/core/registry/image-lookup';
import { readManifest } from '@patch-notebook-sts/core/registry/read-manifest';
import type { RegistryApi } from '@patch-notebook-sts/core/registry/registry-api';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import { compareNamed, type Named, type Partner, readNamed } from './compare-named.ts';
import { compareRevisions } from './compare-revisions.ts';
import type { Evidence } from './evidence.ts';
import { type Judgement, unknown, worst } from './judgement.ts';
import { readFileOf } from './layers/read-file.ts';
import { type ValuePath, valueAt } from './value-at.ts';

/** An image by tag and digest. */
export interface Image {
  repository: string;
  tag: string;
  digest: string;
}

/** Asks the registries about pairs. All throw ResolveError. */
export interface Judge {
  partner(repository: string, tag: string): Promise<Partner>;
  judge(notebook: Image, partner: Partner): Promise<Judgement>;
}

export function createJudge(api: RegistryApi, evidence: Evidence): Judge {
  const lookup = createImageLookup(api);
  const resolve = memoize((repository: string, tag: string) => readManifest(api, repository, tag));

  const revision = async (repository: string, digest: string) =>
    imageDetails(
      await lookup.images(repository, digest),
      (await lookup.manifest(repository, digest)).annotations,
    ).revision;

  const digestOf = async (repository: string, tag = ''): Promise<string | undefined> =>
    resolve(repository, tag).then(
      ({ digest }) => digest,
      (error: unknown) => {
        if (error instanceof ResolveError && error.code === 'not-found') return undefined;
        throw error;
      },
    );

  const judgeNamed = async (named: Named, partner: Partner): Promise<Judgement> => {
    const reference = readNamed(named, partner);
    if ('outcome' in reference) return reference;
    const digest = reference.digest ?? (await digestOf(reference.repository, reference.tag));
    return compareNamed(named, reference, digest, partner);
  };

  const byLabel = async ({ repository, digest }: Image, partner: Partner, label: string) => {
    const where = `label ${label}`;
    const text = (await lookup.manifest(repository, digest)).annotations[label];
    if (text !== undefined) return judgeNamed({ text, where, platform: undefined }, partner);
    const images = await lookup.images(repository, digest);
    const judged = images.map(({ labels, platform }) => {
      const text = labels[label];
      return text === undefined
        ? unknown(`it has no ${where}`)
        : judgeNamed({ text, where, platform }, partner);
    });
    return worst(await Promise.all(judged));
  };

  const byFile = async ({ repository, digest }: Image, partner: Partner, file: string, path?: ValuePath) => {
    const { platforms } = await lookup.manifest(repository, digest);
    const entries = Object.entries(platforms);
    const judged = (entries.length > 0 ? entries : [[undefined, digest] as const]).map(
      async ([platform, manifest]) => {
        const found = await readFileOf(api, repository, manifest, file);
        if ('why' in found) return unknown(`${file} ${found.why}`);
        const value = path === undefined ? { value: found.text.trim() } : valueAt(found.text, path);
        if ('why' in value) return unknown(`${file} ${value.why}`);
        return judgeNamed({ text: value.value, where: file, platform }, partner);
      },
    );
    return worst(await Promise.all(judged));
  };

  return {
    partner: async (repository, tag) => {
      const { digest, platforms } = await resolve(repository, tag);
      return { repository, tag, digest, platforms };
    },
    judge: async (notebook, partner) => {
      if (evidence.by === 'label') return byLabel(notebook, partner, evidence.label);
      if (evidence.by === 'file') return byFile(notebook, partner, evidence.file, evidence.path);
      const revised = async ({ repository, tag, digest }: Image) => ({
        name: `${repository}:${tag}`,
        revision: await revision(repository, digest),
      });
      return compareRevisions(await revised(notebook), await revised(partner));
    },
  };
}
