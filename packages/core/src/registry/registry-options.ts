import type { OptionTable } from '../cli/command.ts';
import type { HttpContext, HttpOptions } from '../http/http-options.ts';
import { type KubectlOptions, kubectlOptions } from '../kube/kubectl-options.ts';
import type { LoginOptions } from '../login/login-options.ts';

/** The options of a command that asks registries, beside the user and password; tag-digest has them for several sources. */
export const registryOptions = {
  'docker-config': {
    type: 'string',
    describe: 'config.json or its folder; default: DOCKER_CONFIG, else ~/.docker',
  },
  'pull-secret': {
    type: 'array',
    string: true,
    describe: 'log in with this Secret, NAMESPACE/NAME, read with kubectl (repeatable)',
  },
  'insecure-http': {
    type: 'array',
    string: true,
    describe: 'use plain HTTP for this HOST (repeatable); loopback needs no option',
  },
  'ca-file': { type: 'string', describe: 'file of more CA certificates to trust (PEM)' },
  ...kubectlOptions,
} as const satisfies OptionTable;

/** The command line options of whoever asks registries: where they are, and how to log in. */
export interface RegistryOptions extends HttpOptions, LoginOptions, KubectlOptions {
  'docker-config'?: string | undefined;
  'pull-secret'?: string[] | undefined;
}

/** What registries are asked with. */
export interface RegistryContext extends HttpContext {
  options: RegistryOptions;
  /** The variable that has the password of `--username`. */
  passwordVariable: string;
}
