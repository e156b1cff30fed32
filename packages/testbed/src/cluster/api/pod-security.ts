import type { Container, KubeObject, Pod, SecurityContext } from './objects.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/**
 * What a pod would have to change to come into a namespace that enforces the restricted Pod Security Standard, in the
 * API server's words; undefined when it may come in. Of the standard, this has what an ordinary pod meets.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export function violations(namespace: KubeObject | undefined, { spec }: Pod): string | undefined {
  if (namespace?.metadata.labels?.[ENFORCE] !== 'restricted') return undefined;
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const { securityContext: ofPod = {} } = spec;
  const rules = [
    rule(
      'allowPrivilegeEscalation != false',
      containers,
      '',
      'securityContext.allowPrivilegeEscalation=false',
      (own) => own.allowPrivilegeEscalation === false,
    ),
    rule('unrestricted capabilities', containers, '', 'securityContext.capabilities.drop=["ALL"]', (own) =>
      own.capabilities?.drop?.includes('ALL'),
    ),
    rule(
      'runAsNonRoot != true',
      containers,
      'pod or ',
      'securityContext.runAsNonRoot=true',
      (own) => own.runAsNonRoot ?? ofPod.runAsNonRoot,
    ),
    rule(
      'seccompProfile',
      containers,
      'pod or ',
      'securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"',
      (own) =>
        ['RuntimeDefault', 'Localhost'].includes((own.seccompProfile ?? ofPod.seccompProfile)?.type ?? ''),
    ),
  ].filter((one) => one !== undefined);
  return rules.length > 0 ? `violates PodSecurity "restricted:latest": ${rules.join(', ')}` : undefined;
}

function rule(
  name: string,
  containers: readonly Container[],
  who: string,
  what: string,
  holds: (securityContext: SecurityContext) => boolean | undefined,
): string | undefined {
  const bad = containers.filter(({ securityContext = {} }) => !holds(securityContext));
  if (bad.length === 0) return undefined;
  const names = bad.map((container) => `"${container.name}"`).join(', ');
  return `${name} (${who}container${bad.length > 1 ? 's' : ''} ${names} must set ${what})`;
}
