import t from 'tap';
import { imagesOf, REPOSITORY, searchFor } from '../testing.ts';
import { findMentions } from './mentions.ts';

t.test('versions are found in any text, without what stands around them', async (t) => {
  const search = searchFor(await imagesOf({ tag: 'v2' }));
  const found = (text: string) =>
    findMentions(text, search)
      .filter(({ hasVersion }) => hasVersion)
      .map((mention) => text.slice(mention.start, mention.end));
  t.same(found(`see docker://${REPOSITORY}:v1.`), [`${REPOSITORY}:v1`]);
  t.same(found(`"${REPOSITORY}:v1", (${REPOSITORY}:v3)`), [`${REPOSITORY}:v1`, `${REPOSITORY}:v3`]);
  t.same(found(`${REPOSITORY} x${REPOSITORY}:v1 ${REPOSITORY}x:v1 https://a.b/app`), []);
  t.match(findMentions(`  repository: ${REPOSITORY}`, search), [{ text: REPOSITORY, hasVersion: false }]);
});
