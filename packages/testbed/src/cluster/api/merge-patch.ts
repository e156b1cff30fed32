type Json = Record<string, unknown>;

/**
 * Applies a JSON merge patch: maps are merged, null deletes, everything else (lists too) is replaced.
 * https://www.rfc-editor.org/rfc/rfc7386
 */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  return merge(target, patch, (_key, _old, list) => list);
}

/**
 * The keys by which a strategic merge patch finds the item of a list, per field; lists of other fields are replaced.
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ ("patch strategy: merge on key")
 */
const MERGE_KEYS: Record<string, string> = {
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  ports: 'containerPort',
  volumes: 'name',
  volumeMounts: 'mountPath',
  imagePullSecrets: 'name',
  ownerReferences: 'uid',
};

/**
 * Applies a strategic merge patch: as a merge patch, but the items of lists of named things are merged one by one.
 * The directives ($patch, $retainKeys, …) are not known here: kubectl sends none for the patches of this project.
 * https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 */
export function applyStrategicMergePatch(target: unknown, patch: unknown): unknown {
  return merge(target, patch, mergeList);
}

type MergeList = (key: string, old: unknown, list: unknown[]) => unknown[];

function merge(target: unknown, patch: unknown, mergeLists: MergeList): unknown {
  if (!isMap(patch)) return patch;
  const result: Json = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (Array.isArray(value)) result[key] = mergeLists(key, result[key], value);
    else result[key] = merge(result[key], value, mergeLists);
  }
  return result;
}

const mergeList: MergeList = (field, old, list) => {
  const mergeKey = MERGE_KEYS[field];
  if (mergeKey === undefined || !Array.isArray(old)) return list;
  const result: unknown[] = [...old];
  for (const item of list) {
    const index = result.findIndex(
      (other) => isMap(other) && isMap(item) && other[mergeKey] === item[mergeKey],
    );
    if (index < 0) result.push(item);
    else result[index] = merge(result[index], item, mergeList);
  }
  return result;
};

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
