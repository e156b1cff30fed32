import * as z from 'zod';
import { ObjectName } from '../kube/kube-names.ts';

/**
 * The Notebook that a StatefulSet is made from, in the same namespace. Its controller writes the StatefulSet's pod spec
 * over with the Notebook's, so that a change of image or pull policy has to go there.
 * https://github.com/kubeflow/notebooks/blob/v1.11-branch/components/common/reconcilehelper/util.go (CopyStatefulSetFields)
 */
export const Owner = z.looseObject({ kind: z.literal('Notebook'), name: ObjectName });
export type Owner = z.infer<typeof Owner>;
