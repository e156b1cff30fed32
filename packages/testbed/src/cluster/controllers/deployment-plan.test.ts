import t from 'tap';
import { countOf, type DeploymentFacts, planDeployment, planRecreate } from './deployment-plan.ts';

const set = (name: string, replicas: number, available = replicas) => ({ name, replicas, available });
const facts = (fields: Partial<DeploymentFacts>): DeploymentFacts => ({
  replicas: 2,
  maxSurge: 1,
  maxUnavailable: 0,
  current: set('new', 0),
  old: [set('old', 2)],
  ...fields,
});

for (const [name, given, expected] of [
  ['starts one more pod', {}, { name: 'new', replicas: 1 }],
  ['waits until it is ready', { current: set('new', 1, 0) }, undefined],
  ['then takes an old one away', { current: set('new', 1) }, { name: 'old', replicas: 1 }],
  ['and so on', { current: set('new', 1), old: [set('old', 1)] }, { name: 'new', replicas: 2 }],
  ['to the end', { current: set('new', 2), old: [set('old', 1)] }, { name: 'old', replicas: 0 }],
  ['is done', { current: set('new', 2), old: [set('old', 0)] }, undefined],
  [
    'takes unready old pods away first',
    { maxUnavailable: 1, maxSurge: 0, old: [set('a', 1), set('b', 1, 0)] },
    { name: 'b', replicas: 0 },
  ],
  ['scales down', { replicas: 0, current: set('new', 2), old: [] }, { name: 'new', replicas: 0 }],
] as const satisfies readonly [string, Partial<DeploymentFacts>, unknown][]) {
  t.strictSame(planDeployment(facts(given)), expected ? [expected] : [], name);
}

t.strictSame(planRecreate(facts({}), true), [{ name: 'old', replicas: 0 }], 'the old pods go');
t.strictSame(planRecreate(facts({ old: [set('old', 0)] }), true), [], 'all of them');
t.strictSame(planRecreate(facts({ old: [set('old', 0)] }), false), [{ name: 'new', replicas: 2 }]);
t.strictSame(planRecreate(facts({ old: [], current: set('new', 2) }), false), []);

t.equal(countOf('25%', 2, Math.ceil), 1);
t.equal(countOf('25%', 2, Math.floor), 0);
t.equal(countOf(3, 2, Math.floor), 3);
