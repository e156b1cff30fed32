import t from 'tap';
import { digest, plan, REPOSITORY } from '../testing.ts';

const after = async (text: string, form: 'tag' | 'digest' | 'tag@digest' = 'tag') =>
  (await plan(text, { form })).after;

t.test('a name without a version, and a tag beside it', async (t) => {
  t.equal(await after(`{repository: ${REPOSITORY}, tag: v1}`), `{repository: ${REPOSITORY}, tag: v2}`);
  t.equal(
    await after(`{registry: ghcr.io, repository: org/app, tag: v1}`),
    '{registry: ghcr.io, repository: org/app, tag: v2}',
  );
  for (const text of [
    `{registry: quay.io, repository: ${REPOSITORY}, tag: v1}`,
    `{repository: ${REPOSITORY}, version: v1}`,
    `{repository: org/app, tag: v1}`,
    `{name: app, tag: v1}`,
  ])
    t.equal(await after(text), text);
});

t.test('a digest goes to its own key, and behind the tag where there is none', async (t) => {
  const [old, now] = [digest('b'), digest('a')];
  const both = (tag: string, sha: string) => `{repository: ${REPOSITORY}, tag: ${tag}, digest: "${sha}"}`;
  t.equal(await after(both('v1', old), 'tag@digest'), both('v2', now));
  t.equal(await after(both('v1', ''), 'digest'), both('v1', now));
  t.equal(await after(both('v1', old)), both('v1', old), 'a pin stays');
  t.equal(await after(both('v1', '')), both('v2', ''));
  const tagged = (version: string) => `{repository: ${REPOSITORY}, tag: ${version}}`;
  t.equal(await after(tagged('v1'), 'tag@digest'), tagged(`v2@${now}`));
  t.equal(await after(tagged(`v1@${old}`), 'tag@digest'), tagged(`v2@${now}`));
  t.equal(await after(tagged('v1'), 'digest'), tagged('v1'), 'there is no key for it');
});
