import t from 'tap';
import { addNamespace, addNotebook, factsFor, noFacts } from './facts.ts';

const NEVER = { 'patch-notebook-sts/restart': 'never' };
const unknown = { lastActivity: null, stopped: null };

t.test('a StatefulSet has the Notebook of its namespace and name', async (t) => {
  const facts = noFacts();
  addNotebook(facts, { metadata: { name: 'desk', namespace: 'bob', annotations: NEVER } });
  const of = (kind: 'StatefulSet' | 'Deployment', namespace: string, name: string, label?: string) =>
    factsFor(facts, { kind, namespace, name, label });
  const owner = { kind: 'Notebook', name: 'desk' };
  const desk = { owner, notebook: unknown, optOut: 'notebook' };
  t.strictSame(of('StatefulSet', 'bob', 'desk'), desk);
  t.strictSame(of('StatefulSet', 'bob', 'nb-x7kq2', 'desk'), desk, 'a name that the controller made up');
  const none = { owner: undefined, notebook: undefined, optOut: undefined };
  t.strictSame(of('StatefulSet', 'bob', 'lab', 'lab'), none);
  t.strictSame(of('StatefulSet', 'alice', 'desk'), none);
  t.strictSame(of('Deployment', 'bob', 'desk', 'desk'), none);
});

t.test('a namespace opts out for all in it; its Notebooks come first', async (t) => {
  const facts = noFacts();
  addNamespace(facts, { metadata: { name: 'bob', annotations: NEVER } });
  addNamespace(facts, { metadata: { name: 'alice' } });
  addNotebook(facts, { metadata: { name: 'desk', namespace: 'bob', annotations: NEVER } });
  addNotebook(facts, { metadata: { name: 'lab', namespace: 'bob' } });
  const of = (kind: 'StatefulSet' | 'Deployment', namespace: string, name: string) =>
    factsFor(facts, { kind, namespace, name }).optOut;
  t.equal(of('StatefulSet', 'bob', 'desk'), 'notebook');
  t.equal(of('StatefulSet', 'bob', 'lab'), 'namespace');
  t.equal(of('Deployment', 'bob', 'desk'), 'namespace');
  t.equal(of('StatefulSet', 'alice', 'desk'), undefined);
});
