/** How a container of a broken image fails: it runs and never gets ready, or it exits at once, again and again. */
export type Breakage = 'never-ready' | 'crash-loop';

/** What the testbed has to know of an image to run it. */
export interface ImageFacts {
  breakage?: Breakage;
  /** The programs in it; default: any that a container names. */
  programs?: readonly string[];
  /** Whether its user is root, which a container with runAsNonRoot refuses. */
  isRoot?: boolean;
  /** Its size, which only newer kubelets tell when they have pulled it. */
  bytes?: number;
  /** Milliseconds that a node which lacks it takes to pull it; default: what the cluster's options say. */
  pullMs?: number;
}

/** What is known of images, by digest; about others nothing is special. */
export class ImageBook {
  #facts = new Map<string, ImageFacts>();

  get(digest: string): ImageFacts {
    return this.#facts.get(digest) ?? {};
  }

  /** Adds to what is known; an undefined fact is forgotten. */
  describe(digest: string, facts: ImageFacts): void {
    this.#facts.set(digest, { ...this.get(digest), ...facts });
  }
}
