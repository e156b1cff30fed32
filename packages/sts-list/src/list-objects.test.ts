import { setImmediate } from 'node:timers/promises';
import type { Kubectl } from '@patch-notebook-sts/core/kube/kubectl';
import t from 'tap';
import * as z from 'zod';
import { listObjects } from './list-objects.ts';

const LAST = 3;
const page = (number: number) =>
  JSON.stringify({
    kind: 'PodList',
    apiVersion: 'v1',
    metadata: { resourceVersion: '1', ...(number < LAST && { continue: `page-${number + 1}` }) },
    items: [{ name: `pod-${number}` }],
  });

/** A kubectl whose answers come when the test says so: it notes what was asked, and how to begin and to end it. */
function slowKubectl() {
  const asked: { path: string; begin: () => void; end: () => void }[] = [];
  const kubectl: Kubectl = (args, _input, onStart) =>
    new Promise((resolve) => {
      const text = page(asked.length + 1);
      asked.push({
        path: args.at(-1) ?? '',
        begin: () => onStart?.(text.slice(0, -20)),
        end: () => resolve({ stdout: text, stderr: '' }),
      });
    });
  return { kubectl, asked };
}

t.test('a page is asked for with the first bytes of the one before, and never two ahead', async (t) => {
  const { kubectl, asked } = slowKubectl();
  const listing = listObjects(
    kubectl,
    '/api/v1/pods',
    '',
    z.object({ name: z.string() }),
    ({ name }) => name,
  );
  await setImmediate();
  t.equal(asked.length, 1);

  asked[0]?.begin();
  await setImmediate();
  t.match(asked[1]?.path, /continue=page-2/, 'while the first is still coming');

  asked[1]?.begin();
  await setImmediate();
  t.equal(asked.length, 2, 'the first has not been read');

  asked[0]?.end();
  await setImmediate();
  t.match(asked[2]?.path, /continue=page-3/);

  for (const { end } of asked) end();
  t.same(await listing, ['pod-1', 'pod-2', 'pod-3']);
  t.equal(asked.length, LAST);
});
