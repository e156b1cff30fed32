import t from 'tap';
import { notebookFacts, optsOut } from './annotated-object.ts';

const annotated = (annotations?: Record<string, string>) => ({ metadata: { name: 'desk', annotations } });

t.test('only the word never opts out', async (t) => {
  t.ok(optsOut(annotated({ 'patch-notebook-sts/restart': 'never' })));
  for (const word of ['', 'Never', 'always', 'false'])
    t.notOk(optsOut(annotated({ 'patch-notebook-sts/restart': word })), word);
  t.notOk(optsOut(annotated()));
});

t.test('activity and stop, as Kubeflow notes them', async (t) => {
  const activity = (value: string) =>
    notebookFacts(annotated({ 'notebooks.kubeflow.org/last-activity': value })).lastActivity;
  t.equal(activity('2026-11-20T22:10:00Z'), '2026-11-20T22:10:00Z');
  t.equal(activity('2026-11-20T22:10:00-05:00'), '2026-11-20T22:10:00-05:00');
  for (const value of ['', 'just now', '2026-11-20 22:10:00', '1763676600'])
    t.equal(activity(value), null, value);

  const stopped = (value: string) => notebookFacts(annotated({ 'kubeflow-resource-stopped': value })).stopped;
  t.equal(stopped('2026-10-30T12:00:00Z'), '2026-10-30T12:00:00Z');
  t.equal(stopped('odh-notebook-controller-lock'), 'odh-notebook-controller-lock');
  t.equal(stopped(''), '', 'its presence counts');
  t.equal(stopped('x'.repeat(200_000)), 'x'.repeat(256), 'what is long is cut, and stops it all the same');
  t.equal(activity(`2026-11-20T22:10:00.${'0'.repeat(200_000)}Z`), null);

  t.strictSame(notebookFacts(annotated()), { lastActivity: null, stopped: null });
  t.strictSame(notebookFacts(annotated({ 'notebooks.kubeflow.org/server-type': 'group-one' })), {
    lastActivity: null,
    stopped: null,
    serverType: 'group-one',
  });
});
