import t from 'tap';
import { migration, policyFix, staleRow } from '../testing.ts';
import { dryRunLine, handCommand } from './dry-run.ts';

const owner = { kind: 'Notebook' as const, name: 'lab' };

t.test('a restart in a line that a person reads', async (t) => {
  t.equal(
    dryRunLine(staleRow()),
    'would restart bob/desk: desk a:v1 sha256:000000000000 -> sha256:111111111111',
  );
  t.equal(dryRunLine(migration()), 'would migrate bob/desk: desk a:c5b7982c -> a:v1');
  t.match(dryRunLine(policyFix()), / imagePullPolicy IfNotPresent -> Always$/);
});

t.test('a command that does the same by hand', async (t) => {
  t.match(
    handCommand(staleRow(), 'now', ['--context=prod']),
    /^kubectl --context=prod patch statefulsets\.apps\/desk -n bob --type=strategic -p '\{.*\}'$/,
  );
  t.match(handCommand(migration(), 'now', []), /^kubectl patch .*"image":"a:v1"/);
  t.equal(
    handCommand({ ...migration(), owner }, 'now', []),
    'kubectl edit notebooks.kubeflow.org/lab -n bob',
  );
});

t.test('whatever a row says, the shell runs nothing but kubectl', async (t) => {
  const image = "a:v1'; touch /tmp/x; '";
  const command = handCommand({ ...migration({ to: image }), owner: undefined }, 'now', []);
  t.match(command, `'\\''; touch /tmp/x; '\\''`, 'each quote is closed, escaped and opened again');
});
