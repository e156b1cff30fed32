import t from 'tap';
import { environmentName, environmentOptions } from './environment.ts';

const options = {
  namespace: { type: 'array' },
  'request-timeout': { type: 'string' },
  quiet: { type: 'boolean' },
} as const;
const read = (env: Record<string, string>) => environmentOptions('sts-list', options, env);

t.test('the variable of an option', async (t) => {
  t.equal(environmentName('sts-list', 'request-timeout'), 'STS_LIST_REQUEST_TIMEOUT');
});

t.test('declared options are read in their own types', async (t) => {
  t.same(read({ STS_LIST_NAMESPACE: 'a,b', STS_LIST_REQUEST_TIMEOUT: '30s', STS_LIST_QUIET: 'true' }), {
    namespace: ['a,b'],
    'request-timeout': '30s',
    quiet: true,
  });
  t.same(read({ STS_LIST_QUIET: '0' }), {}, 'off is as if it was not there');
});

t.test('a repeatable option takes a line for each value; commas are the value’s own', async (t) => {
  t.same(read({ STS_LIST_NAMESPACE: 'first=a,b\nthen=c\n' }), { namespace: ['first=a,b', 'then=c'] });
});

t.test(
  'nothing else is: not what Kubernetes sets for a Service called sts-list, nor an empty variable',
  async (t) => {
    t.same(
      read({ STS_LIST_PORT: 'tcp://10.0.0.1:80', STS_LIST_SERVICE_HOST: '10.0.0.1', STS_LIST_NAMESPACE: '' }),
      {},
    );
  },
);

t.test('a flag that is neither true nor false is a usage error', async (t) => {
  t.throws(() => read({ STS_LIST_QUIET: 'maybe' }), { message: /^STS_LIST_QUIET: "maybe"/, exitCode: 2 });
});
