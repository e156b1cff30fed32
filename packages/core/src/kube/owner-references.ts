import * as z from 'zod';

const OwnerReference = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  uid: z.string().optional(),
  controller: z.boolean().optional(),
});
export type OwnerReference = z.infer<typeof OwnerReference>;

/** Who made an object, as its metadata says. */
export const OwnerReferences = z.array(OwnerReference).optional();

/** The one owner that manages an object: https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/ */
export const controllerOf = (metadata: {
  ownerReferences?: z.infer<typeof OwnerReferences>;
}): OwnerReference | undefined => metadata.ownerReferences?.find(({ controller }) => controller);
