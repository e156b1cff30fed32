import t from 'tap';
import * as z from 'zod';
import { parseAnswer } from './parse-answer.ts';

t.test('an answer is taken as its schema has it, or is a failure that says where', async (t) => {
  const schema = z.object({ items: z.array(z.object({ name: z.string() })) });
  t.same(parseAnswer('{"items":[{"name":"a","more":1}]}', schema, 'list /x'), { items: [{ name: 'a' }] });
  t.throws(() => parseAnswer('{"items":[', schema, 'list /x'), {
    message: "cannot list /x: kubectl's answer is not whole JSON (10 characters)",
    exitCode: 1,
  });
  t.throws(() => parseAnswer(`[${'[],'.repeat(800_000)}[]]`, schema, 'list /x'), {
    message: 'cannot list /x: the answer has more than 750000 values',
    exitCode: 1,
  });
  t.throws(() => parseAnswer('{"items":[{}]}', schema, 'list /x'), {
    message: /^cannot list \/x: unexpected answer: items\.0\.name: /,
    exitCode: 1,
  });
});
