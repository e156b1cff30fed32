import t from 'tap';
import { attention } from './attention.ts';

const of = (stsName: string, namespace = 'bob') => ({ stsName, namespace, kind: 'StatefulSet' as const });
const failed = (stsName: string, reason: string) => ({ ...of(stsName), outcome: 'failed' as const, reason });

t.test('failures of one cause are one thing, with a command for each workload', async (t) => {
  const outcomes = [
    ...['a', 'b', 'c', 'd'].map((name) => failed(name, 'ImagePullBackOff')),
    failed('e', 'CrashLoopBackOff'),
    { ...of('f'), outcome: 'verified' as const },
  ];
  t.same(attention({ outcomes }), [
    {
      title: 'bob/a, bob/b, bob/c and 1 more: failed',
      reason: 'ImagePullBackOff',
      commands: ['a', 'b', 'c', 'd'].map((name) => `kubectl describe pod ${name}-0 -n bob`),
    },
    { title: 'bob/e: failed', reason: 'CrashLoopBackOff', commands: ['kubectl describe pod e-0 -n bob'] },
  ]);
});

t.test('the command names the pod that was listed; pods of a Deployment get new names', async (t) => {
  const containers = [
    { ...of('a'), pod: 'a-2', image: { name: 'a', imageID: '' } },
    { ...of('b'), kind: 'Deployment' as const, pod: 'b-5c9f', image: { name: 'b', imageID: '' } },
  ];
  const outcomes = [failed('a', 'x'), { ...failed('b', 'x'), kind: 'Deployment' as const }];
  t.same(attention({ containers, outcomes })[0]?.commands, [
    'kubectl describe pod a-2 -n bob',
    'kubectl describe deployment b -n bob',
  ]);
});

t.test('a tag that could not be looked up is one thing, whatever it is used by', async (t) => {
  const image = 'ghcr.io/org/lab:v1';
  const decisions = ['a', 'b'].map((name) => ({
    ...of(name),
    decision: 'unknown-digest' as const,
    reason: `container ${name}: no digest`,
    image,
  }));
  const images = [{ repository: 'ghcr.io/org/lab', tag: 'v1', digest: null, error: 'unauthorized' as const }];
  t.same(attention({ decisions, images }), [
    {
      title: `${image}: unauthorized`,
      reason: '2 workloads were left alone because of it',
      commands: ['tag-digest v1 --image ghcr.io/org/lab'],
    },
  ]);
  t.match(attention({ decisions }), [{ title: 'bob/a, bob/b: could not be compared' }], 'without the images');
});

t.test('notebooks that do not run come first, and what is as it should be needs nobody', async (t) => {
  const decisions = [
    { ...of('a'), decision: 'unmoved' as const, reason: 'r', image: 'ghcr.io/org/lab:v1' },
    { ...of('b'), decision: 'current' as const, reason: 'not ready', notReady: 'CrashLoopBackOff' },
    { ...of('c'), decision: 'current' as const, reason: 'runs v1' },
    { ...of('d'), decision: 'busy' as const, reason: 'active' },
    { ...of('e'), decision: 'stale' as const, reason: 'old' },
  ];
  const held = [{ ...of('e'), decision: 'not-pulled' as const, reason: 'no space left' }];
  const outcomes = [{ ...of('f'), outcome: 'not-attempted' as const, reason: 'too many failures' }];
  t.match(attention({ decisions, held, outcomes }), [
    { title: 'bob/b: not ready', commands: ['kubectl describe pod b-0 -n bob'] },
    { title: 'bob/f: not attempted', commands: [] },
    { title: 'bob/e: held back, because the image could not be pulled first', reason: 'no space left' },
    { title: 'bob/a: stale after a restart that was for the same digest' },
  ]);
  t.same(attention({}), []);
});
