import * as z from 'zod';

/** Who made an object, as its metadata says. */
export const OwnerReferences = z
  .array(z.object({ kind: z.string(), name: z.string(), controller: z.boolean().optional() }))
  .optional();

/** The one owner that manages an object: https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/ */
export const controllerOf = ({
  metadata,
}: {
  metadata: { ownerReferences?: z.infer<typeof OwnerReferences> };
}): { kind: string; name: string } | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller);
