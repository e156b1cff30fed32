import * as z from 'zod';

/** When a node asks the registry for an image: https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy */
export const PullPolicy = z.enum(['Always', 'IfNotPresent', 'Never']);
export type PullPolicy = z.infer<typeof PullPolicy>;
