import t from 'tap';
import { migration, policyFix, staleRow } from '../testing.ts';
import { dryRunLine } from './dry-run.ts';

const sts = { kind: 'StatefulSet' as const };
const owner = { kind: 'Notebook' as const, name: 'lab' };

t.test('a restart is shown as the command that does it', async (t) => {
  t.match(
    dryRunLine({ ...staleRow(), ...sts }, 'now', ['--context=prod']),
    /^would restart bob\/desk, as: kubectl --context=prod patch statefulset\/desk -n bob --type=strategic -p '\{.*\}'$/,
  );
});

t.test('a migration with its old and new reference, and pull policy', async (t) => {
  t.match(
    dryRunLine({ ...migration(), ...sts }, 'now', []),
    /^would migrate bob\/desk: desk a:c5b7982c -> a:v1, as: kubectl patch .*"image":"a:v1"/,
  );
  t.match(dryRunLine({ ...policyFix(), ...sts }, 'now', []), / imagePullPolicy IfNotPresent -> Always, as: /);
  t.match(
    dryRunLine({ ...migration(), ...sts, owner }, 'now', []),
    /, as: kubectl edit notebooks\.kubeflow\.org\/lab -n bob$/,
  );
});
