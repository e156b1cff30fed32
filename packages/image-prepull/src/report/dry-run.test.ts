import t from 'tap';
import { dryRunLines } from './dry-run.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;
const pull = (node: string, hex: string, more: object = {}) => ({
  id: node + hex,
  node,
  image: `docker.io/a/b@${digest(hex)}`,
  namespace: 'p',
  secrets: [],
  ...more,
});

t.test('a line for each node, with each image once, and sizes where they are known', async (t) => {
  t.same(
    dryRunLines([pull('n1', '1', { size: 4.25e9 }), pull('n1', '1'), pull('n1', '2'), pull('n2', '1')]),
    [
      'n1: would pull docker.io/a/b@sha256:111111111111, docker.io/a/b@sha256:222222222222',
      'n2: would pull docker.io/a/b@sha256:111111111111',
    ],
  );
  t.same(dryRunLines([pull('n1', '1', { size: 4.25e9 })]), [
    'n1: would pull docker.io/a/b@sha256:111111111111 (4.3 GB)',
  ]);
});
