import fc from 'fast-check';
import t from 'tap';
import { command as filter } from '../packages/sts-filter/src/command.ts';
import { addNotebook, listedNotebook, noFacts } from '../packages/sts-list/src/facts.ts';
import { listContainers } from '../packages/sts-list/src/list-containers.ts';
import { AFTER_FILES } from './fuzz/after-files.ts';
import { inProcess } from './fuzz/run-in-process.ts';

/** Mostly what is right, so that most pods are listed. */
const mostly = <T>(right: fc.Arbitrary<T>, other: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: right, weight: 20 }, { arbitrary: other, weight: 1 });
const name = mostly(fc.constantFrom('a', 'b', 'lab-0'), fc.string({ unit: 'grapheme', maxLength: 70 }));
const text = mostly(
  fc.constantFrom('', 'ghcr.io/org/app:v1', `a@sha256:${'0'.repeat(64)}`),
  fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('x'.repeat(2000), 'sha256:0')),
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** A pod with everything in it that a tenant or a kubelet may write. */
const pod = fc.record({
  metadata: fc.record({
    name,
    namespace: mostly(fc.constant('a'), name),
    labels: maybe(fc.record({ 'notebook-name': name })),
    annotations: maybe(fc.record({ 'patch-notebook-sts/digests': text })),
    ownerReferences: fc.array(
      fc.record({
        apiVersion: mostly(fc.constant('apps/v1'), fc.constantFrom('apps/', 'evil/v1')),
        kind: fc.constantFrom('StatefulSet', 'DaemonSet'),
        name,
        controller: fc.constant(true),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  spec: fc.record({
    containers: fc.array(fc.record({ name, image: text, imagePullPolicy: maybe(text) }), { maxLength: 3 }),
  }),
  status: maybe(
    fc.record({
      containerStatuses: maybe(
        fc.array(
          fc.record({
            name,
            imageID: text,
            image: mostly(text, fc.constant(' '.repeat(2000))),
            state: fc.jsonValue(),
          }),
          {
            maxLength: 3,
          },
        ),
      ),
    }),
  ),
});

t.test('property: sts-filter takes whatever sts-list writes', async (t) => {
  const accept = await inProcess(filter, ['-', AFTER_FILES.images, '--allow-empty']);
  const facts = noFacts();
  for (const notebook of ['a', 'b'])
    addNotebook(facts, listedNotebook({ metadata: { name: notebook, namespace: 'a' } }));
  const scope = { selector: '', namespaces: [], kinds: new Set(['StatefulSet', 'DaemonSet'] as const) };
  let listed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(pod, { maxLength: 8 }), async (items) => {
      const stdout = JSON.stringify({ kind: 'PodList', metadata: {}, items });
      const { rows } = await listContainers(
        async () => ({ stdout, stderr: '' }),
        scope,
        facts,
        () => {},
      );
      listed += rows.length;
      const { code, stderr, crash } = await accept(Buffer.from(rows.map((row) => `${row.text}\n`).join('')));
      if (code !== 0) throw new Error(crash ?? stderr);
    }),
    { numRuns: 500 },
  );
  t.ok(listed > 100, `${listed} rows were listed`);
});
