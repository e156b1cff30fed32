import * as z from 'zod';
import { groupOf, NOTEBOOK } from './resource.ts';

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

/** Whether an owner is a Kubeflow Notebook: another group may have a kind of that name. */
export const isNotebookOwner = (owner: OwnerReference | undefined): owner is OwnerReference =>
  owner?.kind === NOTEBOOK.kind && groupOf(owner.apiVersion) === NOTEBOOK.group;
