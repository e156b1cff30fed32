import t from 'tap';
import * as z from 'zod';
import { readObjects } from './read-objects.ts';

const Named = z.object({ metadata: z.object({ name: z.string() }) });
const read = (stdout: string, failure?: string) =>
  readObjects(async () => ({ stdout, stderr: '', ...(failure && { failure }) }), [], Named);
const desk = { kind: 'Notebook', metadata: { name: 'desk' } };

t.test('kubectl prints none, one, or a List', async (t) => {
  t.same((await read('')).found, []);
  t.same((await read(JSON.stringify(desk))).found, [{ metadata: { name: 'desk' } }]);
  t.equal((await read(JSON.stringify({ kind: 'List', items: [desk, desk] }))).found.length, 2);
});

t.test('what can’t be read doesn’t hide the others, and is told of', async (t) => {
  const answer = await read(JSON.stringify(desk), 'Error from server (Forbidden): x');
  t.equal(answer.found.length, 1);
  t.match(answer.failure, /Forbidden/);
  t.same((await read('{"kind":"Li', 'EOF')).found, [], 'a torn answer is a failed one');
});

t.test('an answer of another shape is refused', async (t) => {
  await t.rejects(read('{"kind":"Li'), { message: /not whole \(11 characters\)/, exitCode: 1 });
  await t.rejects(read('{"kind":"Notebook"}'), { message: /unexpected answer: 0\.metadata: /, exitCode: 1 });
});
