import t from 'tap';
import { applyMergePatch, applyStrategicMergePatch } from './merge-patch.ts';

const pod = {
  containers: [
    { name: 'proxy', image: 'proxy:1' },
    {
      name: 'lab',
      image: 'lab:v1',
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    },
  ],
  args: ['x', 'y'],
  labels: { app: 'lab', tier: 'gpu' },
};

t.test('both merge maps, and null deletes', async (t) => {
  for (const apply of [applyMergePatch, applyStrategicMergePatch]) {
    const patch = { labels: { tier: null, team: 'geo' }, annotations: { a: 'b', c: null } };
    t.strictSame(apply(pod, patch), { ...pod, labels: { app: 'lab', team: 'geo' }, annotations: { a: 'b' } });
    t.strictSame(apply(pod, { args: ['z'] }), { ...pod, args: ['z'] }, 'lists of values are replaced');
  }
});

t.test('a merge patch replaces every list', async (t) => {
  const containers = [{ name: 'lab', image: 'lab:v2' }];
  t.strictSame(applyMergePatch(pod, { containers }), { ...pod, containers });
});

t.test('a strategic merge patch merges named items', async (t) => {
  const patch = {
    containers: [
      {
        name: 'lab',
        image: 'lab:v2',
        env: [
          { name: 'B', value: '3' },
          { name: 'C', value: '4' },
        ],
      },
    ],
  };
  t.strictSame(applyStrategicMergePatch(pod, patch), {
    ...pod,
    containers: [
      { name: 'proxy', image: 'proxy:1' },
      {
        name: 'lab',
        image: 'lab:v2',
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '3' },
          { name: 'C', value: '4' },
        ],
      },
    ],
  });
});
