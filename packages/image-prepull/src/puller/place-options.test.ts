import t from 'tap';
import { readPlace } from './place-options.ts';

/** A kubectl that prints this, or fails so. */
const printing = (stdout: string, failure?: string) => async () =>
  failure === undefined ? { stdout, stderr: '' } : { stdout, stderr: '', failure };
const never = () => Promise.reject(new Error('kubectl was asked'));

t.test('kubectl is asked for its namespace only where none is given', async (t) => {
  t.same(await readPlace({}, printing('from-context')), { namespace: 'from-context', secrets: [] });
  t.same(await readPlace({ 'namespace-of-pullers': 'given', 'pull-secret': ['a,b', 'c'] }, never), {
    namespace: 'given',
    secrets: ['a', 'b', 'c'],
  });
  t.equal(await readPlace({ 'in-workload-namespace': true }, never), 'in-workload-namespace');
});

t.test('without an answer, the option is asked for', async (t) => {
  for (const kubectl of [printing('', 'The connection to the server was refused'), printing('not a name')])
    await t.rejects(readPlace({}, kubectl), {
      exitCode: 1,
      message: /^cannot find the namespace of the current context: .*; give --namespace-of-pullers$/,
    });
});
