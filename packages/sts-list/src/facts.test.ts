import { announcementAnnotations } from '@patch-notebook-sts/core/rows/announcement';
import t from 'tap';
import { addNamespace, addNotebook, factsFor, listedNotebook, noFacts } from './facts.ts';

const NEVER = { 'patch-notebook-sts/restart': 'never' };
const unknown = { lastActivity: null, stopped: null };

t.test('a StatefulSet has the Notebook of its namespace and name', async (t) => {
  const facts = noFacts();
  addNotebook(facts, listedNotebook({ metadata: { name: 'desk', namespace: 'bob', annotations: NEVER } }));
  const of = (kind: 'StatefulSet' | 'Deployment', namespace: string, name: string, label?: string) =>
    factsFor(facts, { kind, namespace, name, label });
  const owner = { kind: 'Notebook', name: 'desk' };
  const desk = { owner, notebook: unknown, optOut: 'notebook', announcement: undefined };
  t.strictSame(of('StatefulSet', 'bob', 'desk'), desk);
  t.strictSame(of('StatefulSet', 'bob', 'nb-x7kq2', 'desk'), desk, 'a name that the controller made up');
  const none = { owner: undefined, notebook: undefined, optOut: undefined, announcement: undefined };
  t.strictSame(of('StatefulSet', 'bob', 'lab', 'lab'), none);
  t.strictSame(of('StatefulSet', 'alice', 'desk'), none);
  t.strictSame(of('Deployment', 'bob', 'desk', 'desk'), none);
});

t.test('a namespace opts out for all in it; its Notebooks come first', async (t) => {
  const facts = noFacts();
  addNamespace(facts, { metadata: { name: 'bob', annotations: NEVER } });
  addNamespace(facts, { metadata: { name: 'alice' } });
  addNotebook(facts, listedNotebook({ metadata: { name: 'desk', namespace: 'bob', annotations: NEVER } }));
  addNotebook(facts, listedNotebook({ metadata: { name: 'lab', namespace: 'bob' } }));
  const of = (kind: 'StatefulSet' | 'Deployment', namespace: string, name: string) =>
    factsFor(facts, { kind, namespace, name }).optOut;
  t.equal(of('StatefulSet', 'bob', 'desk'), 'notebook');
  t.equal(of('StatefulSet', 'bob', 'lab'), 'namespace');
  t.equal(of('Deployment', 'bob', 'desk'), 'namespace');
  t.equal(of('StatefulSet', 'alice', 'desk'), undefined);
});

t.test('an announcement stands on the Notebook, or on the namespace of what has none', async (t) => {
  const facts = noFacts();
  const announcement = {
    plannedFor: '2026-12-05T06:00:00Z',
    digests: 'app:v1@sha256:1',
    announcedAt: '2026-11-28T06:00:00Z',
  };
  const desk = { kind: 'StatefulSet', namespace: 'bob', name: 'desk' } as const;
  const web = { ...desk, kind: 'Deployment', name: 'web' } as const;
  const on = (place: 'notebook' | 'namespace', name: string, kind: 'StatefulSet' | 'Deployment') =>
    announcementAnnotations(announcement, { stsName: name, kind }, place);
  addNamespace(facts, {
    metadata: {
      name: 'bob',
      annotations: { ...on('namespace', 'web', 'Deployment'), ...on('namespace', 'lab', 'StatefulSet') },
    },
  });
  addNotebook(
    facts,
    listedNotebook({
      metadata: { name: 'desk', namespace: 'bob', annotations: on('notebook', 'desk', 'StatefulSet') },
    }),
  );
  addNotebook(facts, listedNotebook({ metadata: { name: 'lab', namespace: 'bob' } }));
  t.same(factsFor(facts, desk).announcement, announcement);
  t.same(factsFor(facts, web).announcement, announcement);
  t.equal(
    factsFor(facts, { ...desk, name: 'lab' }).announcement,
    undefined,
    'it has a Notebook, which announces nothing',
  );
  t.equal(factsFor(facts, { ...web, name: 'desk' }).announcement, undefined);
  t.equal(factsFor(facts, { ...web, namespace: 'alice' }).announcement, undefined);
});
