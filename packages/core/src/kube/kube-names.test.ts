import t from 'tap';
import { LabelName, ObjectName } from './kube-names.ts';

const isLabel = (text: string) => LabelName.safeParse(text).success;
const isName = (text: string) => ObjectName.safeParse(text).success;

t.test('a label: small letters, digits and hyphens, at most 63, with no hyphen at an end', async (t) => {
  for (const text of ['a', '0', 'a-b', 'a--b', 'n000001-bob-singh', 'a'.repeat(63)])
    t.ok(isLabel(text), text);
  for (const text of ['', '-', 'a-', '-a', 'a.b', 'A', 'a_b', 'a\n', 'é', 'a'.repeat(64)])
    t.notOk(isLabel(text), text);
});

t.test('an object: labels with dots between them, at most 253', async (t) => {
  for (const text of ['a', 'jupyter-0', 'a.b', 'a-b.c--d', 'a'.repeat(253)]) t.ok(isName(text), text);
  for (const text of ['', '.', 'a.', '.a', 'a..b', 'a.-b', 'a-.b', 'a-', 'a.b\n', 'A.b', 'a'.repeat(254)])
    t.notOk(isName(text), text);
});
