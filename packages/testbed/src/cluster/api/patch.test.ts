import t from 'tap';
import { failureOf, fakePod } from '../testing.ts';
import type { Notebook } from './objects.ts';
import { patched } from './patch.ts';

const STRATEGIC = 'application/strategic-merge-patch+json';
const pod = fakePod();

t.test('identity and status stay', async (t) => {
  const patch = {
    kind: 'Job',
    metadata: { name: 'other', uid: 'x', labels: { a: 'b' } },
    status: { phase: 'Failed' },
  };
  const result = patched('pods', pod, `${STRATEGIC}; charset=utf-8`, JSON.stringify(patch));
  t.strictSame(result, fakePod({ metadata: { labels: { a: 'b' } } }));
});

t.test('a resourceVersion is a condition', async (t) => {
  const of = (resourceVersion: string) => JSON.stringify({ metadata: { resourceVersion } });
  t.strictSame(patched('pods', pod, STRATEGIC, of('7')), pod);
  t.match(
    failureOf(() => patched('pods', pod, STRATEGIC, of('6'))),
    { code: 409, reason: 'Conflict', details: { name: 'lab-0', kind: 'pods' } },
  );
});

t.test('formats', async (t) => {
  const notebook = { ...pod, kind: 'Notebook', spec: { template: { spec: pod.spec } } } as Notebook;
  const merged = patched(
    'notebooks',
    notebook,
    'application/merge-patch+json',
    '{"metadata":{"labels":{"a":"b"}}}',
  );
  t.strictSame(merged.metadata.labels, { a: 'b' });
  t.match(
    failureOf(() => patched('notebooks', notebook, STRATEGIC, '{}')),
    {
      code: 415,
      message:
        'the body of the request was in an unknown format - accepted media types include: ' +
        'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    },
  );
  t.match(
    failureOf(() => patched('pods', pod, undefined, '{}')),
    { code: 415 },
  );
  t.match(
    failureOf(() => patched('pods', pod, STRATEGIC, '{')),
    { code: 400 },
  );
});
