import type { HttpContext, HttpOptions } from '../http/http-options.ts';
import type { KubectlOptions } from '../kube/kubectl-options.ts';
import type { LoginOptions } from '../login/login-options.ts';

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
