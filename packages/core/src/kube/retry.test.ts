import t from 'tap';
import { askAgain, isTransient, sleep } from './retry.ts';

t.test('a refusal is final, trouble may pass', async (t) => {
  for (const final of [
    'Error from server (Forbidden): statefulsets.apps "a" is forbidden',
    'error: You must be logged in to the server (Unauthorized)',
    'Error from server (NotFound): …',
    'error: context "nowhere" does not exist',
    'error: cluster "nowhere" does not exist',
    'error: auth info "nobody" does not exist',
    'error: stat /nowhere: no such file or directory',
    'error: error loading config file "/etc/passwd": couldn\'t get version/kind',
    'error: invalid configuration: no configuration has been provided',
    "Error: unknown flag: --foo See 'kubectl get --help' for usage.",
    'error: error parsing jsonpath {.a, unclosed action',
    'Error from server: admission webhook "a" denied the request: …',
    "The statefulsets \"a\" is invalid: : ValidatingAdmissionPolicy 'p' with binding 'p' denied request: …",
    'StatefulSet desk: not as expected: spec.replicas: a number expected',
  ]) {
    t.notOk(isTransient(final), final);
  }
  for (const passing of [
    'Error from server (TooManyRequests): …',
    'Error from server (InternalError): …',
    'unexpected EOF',
    'The connection to the server was refused',
    'kubectl took too long and was ended',
    'The request is invalid',
    'Error from server (InternalError): failed calling webhook "a": context deadline exceeded',
  ]) {
    t.ok(isTransient(passing), passing);
  }
});

t.test('askAgain asks until it gets an answer, and not after a refusal', async (t) => {
  const never = new AbortController().signal;
  const answers = [{ failure: 'unexpected EOF' }, { failure: undefined, text: 'yes' }];
  t.same(await askAgain(async () => answers.shift() ?? {}, never), { failure: undefined, text: 'yes' });
  let asked = 0;
  const refused = async () => ({ failure: `(Forbidden) ${++asked}` });
  t.same(await askAgain(refused, never), { failure: '(Forbidden) 1' });
});

t.test('an abort ends a sleep, without an error', async () => {
  const abort = new AbortController();
  const slept = sleep(1e6, abort.signal);
  abort.abort();
  await slept;
  await sleep(1e6, abort.signal);
});
