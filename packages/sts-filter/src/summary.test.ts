import t from 'tap';
import { summary } from './summary.ts';

const row = (stsName: string, decision: 'stale' | 'current' | 'pinned' | 'untracked', image: string) => ({
  stsName,
  namespace: 'bob',
  decision,
  image,
  reason: `container ${stsName} | says`,
});

t.test('counts, a table by repository, and what was left alone', async (t) => {
  const rows = [
    row('a', 'stale', 'ghcr.io/org/app:v1'),
    row('b', 'pinned', `ghcr.io/org/app@sha256:${'0'.repeat(64)}`),
    row('c', 'current', 'ghcr.io/org/app:v1'),
    row('d', 'untracked', 'busybox'),
  ];
  t.equal(
    summary(rows),
    `## Notebooks

4 workloads: 1 stale, 1 pinned, 1 current, 1 untracked.

| repository | stale | pinned | current | untracked |
| --- | --- | --- | --- | --- |
| docker.io/library/busybox | 0 | 0 | 0 | 1 |
| ghcr.io/org/app | 1 | 1 | 1 | 0 |

### Left alone

| workload | decision | reason |
| --- | --- | --- |
| bob/b | pinned | container b \\| says |
`,
  );
  t.equal(summary([]), '## Notebooks\n\n0 workloads.\n');
});
