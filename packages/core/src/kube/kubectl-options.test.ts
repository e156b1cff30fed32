import t from 'tap';
import { kubectlFlags } from './kubectl-options.ts';

t.test('each option is one word', async (t) => {
  t.same(kubectlFlags({ context: '--all', 'as-group': ['a', 'b'], as: undefined }), [
    '--context=--all',
    '--as-group=a',
    '--as-group=b',
  ]);
  t.same(kubectlFlags({}), []);
});
