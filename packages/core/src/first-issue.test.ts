import t from 'tap';
import * as z from 'zod';
import { firstIssue } from './first-issue.ts';

t.test('the path and the message of the first fault', async (t) => {
  const schema = z.object({ items: z.array(z.object({ name: z.string('not a name') })) });
  const fault = (value: unknown) => {
    const { error } = schema.safeParse(value);
    return error && firstIssue(error);
  };
  t.equal(fault({ items: [{ name: 'a' }, { name: 1 }, { name: 2 }] }), 'items.1.name: not a name');
  t.match(fault('text'), /^Invalid input: expected object/, 'no path at the root');
});
