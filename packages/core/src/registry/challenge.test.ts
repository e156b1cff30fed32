import { cpuTimeOf } from '@patch-notebook-sts/testbed/cpu-time';
import t from 'tap';
import { chooseChallenge, parseChallenges } from './challenge.ts';

const table: [header: string, challenges: [string, Record<string, string>][]][] = [
  ['', []],
  ['Basic realm="lab"', [['basic', { realm: 'lab' }]]],
  [
    'Bearer realm="https://a/token",service="a",scope="repository:x:pull,push"',
    [['bearer', { realm: 'https://a/token', service: 'a', scope: 'repository:x:pull,push' }]],
  ],
  // Forgejo, https://codeberg.org/forgejo/forgejo/src/branch/forgejo/routers/api/packages/container/container.go
  [
    'Bearer realm="https://f/v2/token",service="container_registry",scope="*", Basic realm="Forgejo Package API"',
    [
      ['bearer', { realm: 'https://f/v2/token', service: 'container_registry', scope: '*' }],
      ['basic', { realm: 'Forgejo Package API' }],
    ],
  ],
  ['Basic realm="a, Bearer realm=\\"b\\""', [['basic', { realm: 'a, Bearer realm="b"' }]]],
  [
    'Negotiate, Basic realm="x"',
    [
      ['negotiate', {}],
      ['basic', { realm: 'x' }],
    ],
  ],
  [
    'Negotiate YWJj==, Basic realm="x"',
    [
      ['negotiate', {}],
      ['basic', { realm: 'x' }],
    ],
  ],
  ['bearer REALM = "a" , Service=b', [['bearer', { realm: 'a', service: 'b' }]]],
  ['Bearer realm=https://a/token,service=s', [['bearer', { realm: 'https://a/token', service: 's' }]]],
  ['Basic realm="a",realm="b"', [['basic', { realm: 'a' }]]],
  ['Basic realm="open', [['basic', {}]]],
  [', ,Basic realm=""', [['basic', { realm: '' }]]],
  ['Basic __proto__="x"', [['basic', { ['__proto__']: 'x' }]]],
  ['"quoted first"', []],
];

t.test('challenges as the grammar has them', async (t) => {
  for (const [header, expected] of table) {
    const found = parseChallenges(header).map(({ scheme, parameters }) => [scheme, [...parameters]]);
    t.same(
      found,
      expected.map(([scheme, parameters]) => [scheme, Object.entries(parameters)]),
      header,
    );
  }
});

t.test('the one to answer', async (t) => {
  const scheme = (header: string) => chooseChallenge(parseChallenges(header))?.scheme;
  t.equal(scheme('Basic realm="a", Bearer realm="https://a"'), 'bearer');
  t.equal(scheme('Bearer service="a", Basic realm="a"'), 'basic', 'a Bearer without a realm leads nowhere');
  t.equal(scheme('Digest realm="a"'), undefined);
});

t.test('no header takes long to read', async (t) => {
  const texts = [
    'a'.repeat(60_000),
    'a="'.repeat(20_000),
    ', '.repeat(30_000),
    `Basic a="${'\\'.repeat(60_000)}`,
  ];
  t.ok(cpuTimeOf(() => texts.map(parseChallenges)) < 5000);
});
