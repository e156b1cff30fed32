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

t.test('a misspelt setting is a usage error that names the nearest', async (t) => {
  t.throws(() => read({ STS_LIST_NAMEPSACE: 'a' }), {
    message: /^STS_LIST_NAMEPSACE: sts-list has no such setting; did you mean STS_LIST_NAMESPACE\?/,
    exitCode: 2,
  });
  t.throws(() => read({ STS_LIST_QUITE: '' }), { message: /did you mean STS_LIST_QUIET\?/, exitCode: 2 });
  t.same(read({ STS_FILTER_NOPE: 'x', STS_LISTING: 'x' }), {}, 'those of others are none of its business');
  t.same(environmentOptions('sts-list', options, { STS_LIST_SECRET: 'x' }, ['STS_LIST_SECRET']), {});
});

t.test(
  'what Kubernetes sets for a Service called sts-list is none, and an empty variable is unset',
  async (t) => {
    const service = {
      STS_LIST_PORT: 'tcp://10.0.0.1:80',
      STS_LIST_PORT_80_TCP_ADDR: '10.0.0.1',
      STS_LIST_SERVICE_HOST: '10.0.0.1',
      STS_LIST_SERVICE_PORT: '80',
      STS_LIST_SERVICE_PORT_HTTP: '80',
    };
    t.same(read({ ...service, STS_LIST_NAMESPACE: '' }), {});
  },
);

t.test('a flag that is neither true nor false is a usage error', async (t) => {
  t.throws(() => read({ STS_LIST_QUIET: 'maybe' }), { message: /^STS_LIST_QUIET: "maybe"/, exitCode: 2 });
});
