import t from 'tap';
import { digest, plan, REPOSITORY } from '../testing.ts';

t.test('whatever the key, if the value is a reference as a whole', async (t) => {
  const { after } = await plan(
    `any key: ${REPOSITORY}:v1\nmore: [x, '${REPOSITORY}:v1']\nnot: a ${REPOSITORY}:v1\n`,
  );
  t.equal(after, `any key: ${REPOSITORY}:v2\nmore: [x, '${REPOSITORY}:v2']\nnot: a ${REPOSITORY}:v1\n`);
});

t.test('the repository keeps its spelling', async (t) => {
  const rows = [{ repository: 'docker.io/library/app', tag: 'v2' }];
  t.equal(
    (await plan('a: app:v1\nb: index.docker.io/library/app:v1', { rows })).after,
    'a: app:v2\nb: index.docker.io/library/app:v2',
  );
});

t.test('tags and digests', async (t) => {
  const now = digest('a');
  const table = [
    [':v1', 'digest', `@${now}`],
    [':v1', 'tag@digest', `:v2@${now}`],
    [`@${digest('b')}`, 'digest', `@${now}`],
    [`:v1@${digest('b')}`, 'tag@digest', `:v2@${now}`],
    [`:v1@${digest('b')}`, 'tag', `:v1@${digest('b')}`],
  ] as const;
  for (const [from, form, to] of table)
    t.equal(
      (await plan(`a: ${REPOSITORY}${from}`, { form })).after,
      `a: ${REPOSITORY}${to}`,
      `${from} ${form}`,
    );
});
