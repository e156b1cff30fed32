/** Reasons of a waiting container whose image the node could not get, and for which it tries again. */
export const PULL_TRIED_AGAIN: readonly string[] = [
  'ErrImagePull',
  'ImagePullBackOff',
  'RegistryUnavailable',
];

/** Such reasons that are about the pod's own spec, which stays as it is. */
const FINAL: readonly string[] = ['InvalidImageName', 'ErrImageNeverPull'];

/** The registry's own word that there is no such tag or digest, as containerd, CRI-O and Docker pass it on. */
const NOT_FOUND = /: not found\b|manifest unknown|MANIFEST_UNKNOWN|name unknown|NAME_UNKNOWN/;

/** Whether a waiting container will never get its image, however long it waits. */
export const isFinalPull = (reason: string, message = ''): boolean =>
  FINAL.includes(reason) || (reason === 'ErrImagePull' && NOT_FOUND.test(message));
