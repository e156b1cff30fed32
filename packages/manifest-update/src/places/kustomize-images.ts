import { basename } from 'node:path';
import type { PartKeys } from './parts.ts';
import type { Step } from './path.ts';

/** An image of a kustomization: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/ */
export const KUSTOMIZE_KEYS: PartKeys = { names: ['newName', 'name'], tag: 'newTag', digest: 'digest' };

const FILES = new Set(['kustomization.yaml', 'kustomization.yml', 'Kustomization']);

/** Whether a map is an image of a kustomization: an item of the list `images` at the root of a file of that name. */
export const isKustomizeImage = (file: string, steps: readonly Step[]): boolean =>
  steps.length === 2 && steps[0] === 'images' && FILES.has(basename(file));
