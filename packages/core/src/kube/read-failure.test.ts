import t from 'tap';
import { readFailure, Unavailable } from './read-failure.ts';

t.test('not there and not allowed are told from every other failure', async (t) => {
  for (const why of [
    'Error from server (NotFound): the server could not find the requested resource',
    'Error from server (Forbidden): notebooks.kubeflow.org is forbidden: User "x" cannot list resource',
  ]) {
    t.match(
      readFailure('list /x', why),
      {
        constructor: Unavailable,
        why: /NotFound/.test(why) ? 'not-found' : 'forbidden',
        message: `cannot list /x: ${why}`,
        exitCode: 1,
      },
      why,
    );
  }
  for (const why of [
    'Error from server (InternalError): an error on the server ("(NotFound)") has prevented the request',
    'Unable to connect to the server: unexpected EOF',
    'error: context "(Forbidden)" does not exist',
    '',
  ])
    t.notMatch(readFailure('list /x', why), { constructor: Unavailable }, why);
});
