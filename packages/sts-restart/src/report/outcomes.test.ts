import t from 'tap';
import { migration, policyFix } from '../testing.ts';
import { changeOf, outcomeLine, outcomeOf, restartId } from './outcomes.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const row = (stsName: string, wanted = digest('1')) => ({
  stsName,
  namespace: 'bob',
  kind: 'StatefulSet' as const,
  action: 'restart' as const,
  containers: [{ name: stsName, image: 'a:v1', running: digest('0'), wanted }],
});

t.test('an outcome names the workload and what it was for; what is not known is left out', async (t) => {
  t.strictSame(outcomeOf(row('desk'), { outcome: 'failed', reason: 'x', readyAt: undefined }), {
    stsName: 'desk',
    namespace: 'bob',
    kind: 'StatefulSet',
    outcome: 'failed',
    reason: 'x',
    digests: `docker.io/library/a:v1@${digest('1')}`,
  });
});

t.test('a restart is known by its workload and digests; its outcome is of the same', async (t) => {
  t.equal(restartId(outcomeOf(row('desk'), { outcome: 'failed' })), restartId(row('desk')));
  t.not(restartId(row('desk')), restartId(row('lab')));
  t.not(restartId(row('desk')), restartId(row('desk', digest('7'))), 'another digest is another restart');
});

t.test('changeOf', async (t) => {
  t.equal(changeOf(row('desk')), 'desk a:v1 sha256:000000000000 -> sha256:111111111111');
});

t.test('that of a migration says how it was before', async (t) => {
  const owner = { kind: 'Notebook' as const, name: 'desk' };
  t.match(outcomeOf({ ...policyFix(), owner }, { outcome: 'verified' }), {
    action: 'migrate',
    owner,
    containers: [{ name: 'desk', from: 'a:v1', to: 'a:v1', wasImagePullPolicy: 'IfNotPresent' }],
  });
  t.equal(changeOf(migration()), 'desk a:c5b7982c -> a:v1');
  t.match(changeOf(policyFix()), / imagePullPolicy IfNotPresent -> Always$/);
  t.equal(restartId(outcomeOf(migration(), { outcome: 'verified' })), restartId(migration()));
  t.not(restartId(policyFix()), restartId(migration()), 'the same digest, another change');
});

t.test('outcomeLine', async (t) => {
  const line = (outcome: 'verified' | 'failed', reason?: string) =>
    outcomeLine(migration(), { outcome, reason });
  t.equal(line('verified'), 'bob/desk: verified: desk a:c5b7982c -> a:v1');
  t.equal(line('verified', 'x'), 'bob/desk: verified: desk a:c5b7982c -> a:v1; x');
  t.equal(line('failed', 'x'), 'bob/desk: failed: x');
});
