import { buildManifests, digestOf, type ImageSpec, type Manifest, recordedManifest } from './manifest.ts';
import { parseReference } from './reference.ts';

/** A tag and when it was made and last moved, both ISO 8601, UTC. */
export interface Tag {
  name: string;
  digest: string;
  createdTime: string;
  lastUpdateTime: string;
}

/** A manifest and when it came, ISO 8601, UTC. */
export type StoredManifest = Manifest & { pushedTime: string };

export interface Repository {
  tags: Map<string, Tag>;
  manifests: Map<string, StoredManifest>;
}

/** What a reference stands for at this moment. */
export interface Resolved {
  /** Digest of the manifest or index. */
  digest: string;
  /** The image id of a runtime; made up, but stable, where no config digest was recorded. */
  configDigest: string;
  mediaType: string;
  /** Manifest digests of an index by platform; empty for a single image. */
  platforms: Record<string, string>;
}

/** The content of all virtual hosts, by host and repository. References are in any form that Docker accepts. */
export class Store {
  readonly #repositories = new Map<string, Repository>();
  #lastTime = 0;

  /** The repository, or undefined when nothing was ever pushed to it. */
  repository(host: string, name: string): Repository | undefined {
    return this.#repositories.get(`${host}/${name}`);
  }

  /** Pushes an image under a tag. Returns the digest of its manifest or index. */
  push(reference: string, image: ImageSpec): string {
    const { repository, tag } = this.#tagOf(reference);
    const manifests = buildManifests(image);
    for (const manifest of manifests) this.#setManifest(repository, manifest);
    const digest = (manifests.at(-1) as Manifest).digest;
    this.#setTag(repository, tag, digest);
    return digest;
  }

  /** Moves or makes a tag. @throws RangeError when its repository has no such manifest. */
  tag(reference: string, digest: string): void {
    const { repository, tag } = this.#tagOf(reference);
    if (!repository.manifests.has(digest)) throw new RangeError(`${reference}: no manifest ${digest}`);
    this.#setTag(repository, tag, digest);
  }

  /** Deletes a tag, or by digest a manifest with its tags. What is not there is no error. */
  delete(reference: string): void {
    const { host, repository: name, tag, digest } = parseReference(reference);
    const repository = this.repository(host, name);
    if (digest !== undefined) {
      repository?.manifests.delete(digest);
      for (const { name, digest: tagged } of repository?.tags.values() ?? []) {
        if (tagged === digest) repository?.tags.delete(name);
      }
    } else if (tag !== undefined) {
      repository?.tags.delete(tag);
    }
  }

  /**
   * Adds what was recorded of an image: its digest and perhaps its config's. Makes the tag where there is none; a tag
   * that is there stays where it is because a pod's digest may be older than the registry's.
   */
  learn(reference: string, digest: string, configDigest?: string): void {
    const { host, repository: name, tag } = parseReference(reference);
    const repository = this.#make(host, name);
    const known = repository.manifests.get(digest) ?? recordedManifest(digest);
    this.#setManifest(repository, { ...known, ...(configDigest !== undefined && { configDigest }) });
    if (tag !== undefined && !repository.tags.has(tag)) this.#setTag(repository, tag, digest);
  }

  /** Adds a manifest as it is, with or without a body, and moves the tag to it. */
  put(reference: string, manifest: Manifest): void {
    const { repository, tag } = this.#tagOf(reference);
    this.#setManifest(repository, manifest);
    for (const digest of Object.values(manifest.platforms)) {
      if (!repository.manifests.has(digest)) this.#setManifest(repository, recordedManifest(digest));
    }
    this.#setTag(repository, tag, manifest.digest);
  }

  /** What a kubelet gets for a reference; undefined when the tag or the digest is not there. */
  resolve(reference: string): Resolved | undefined {
    const { host, repository: name, tag, digest } = parseReference(reference);
    const repository = this.repository(host, name);
    const manifest = repository?.manifests.get(digest ?? repository.tags.get(tag ?? '')?.digest ?? '');
    if (manifest === undefined) return undefined;
    return {
      digest: manifest.digest,
      configDigest: manifest.configDigest ?? digestOf(`config of ${manifest.digest}`),
      mediaType: manifest.mediaType,
      platforms: manifest.platforms,
    };
  }

  #make(host: string, name: string): Repository {
    const key = `${host}/${name}`;
    const repository = this.#repositories.get(key) ?? { tags: new Map(), manifests: new Map() };
    this.#repositories.set(key, repository);
    return repository;
  }

  #tagOf(reference: string): { repository: Repository; tag: string } {
    const { host, repository, tag, digest } = parseReference(reference);
    if (tag === undefined || digest !== undefined)
      throw new TypeError(`a tag, not a digest, expected: ${reference}`);
    return { repository: this.#make(host, repository), tag };
  }

  /** What was known of a manifest, a config digest above all, stays known. */
  #setManifest(repository: Repository, manifest: Manifest): void {
    const known = repository.manifests.get(manifest.digest);
    const pushedTime = known?.pushedTime ?? this.#now();
    repository.manifests.set(manifest.digest, { ...known, ...manifest, pushedTime });
  }

  #setTag(repository: Repository, name: string, digest: string): void {
    const now = this.#now();
    const createdTime = repository.tags.get(name)?.createdTime ?? now;
    repository.tags.set(name, { name, digest, createdTime, lastUpdateTime: now });
  }

  /** Never the same instant twice: what was pushed later has to be newer. */
  #now(): string {
    this.#lastTime = Math.max(Date.now(), this.#lastTime + 1);
    return new Date(this.#lastTime).toISOString();
  }
}
