import { readFileSync } from 'node:fs';
import t from 'tap';
import { rowOrigin } from './row-origin.ts';

const first = (file: string) =>
  JSON.parse(
    readFileSync(new URL(`../../../../fixtures/after/${file}`, import.meta.url), 'utf8').split('\n')[0] ?? '',
  );

t.test('rows of each stage are known by their keys', async (t) => {
  for (const [file, command] of [
    ['1-simple-output.txt', 'sts-list'],
    ['2-images-with-tags.txt', 'tag-digest'],
    ['3-statefulsets-to-restart.txt', 'sts-filter'],
    ['4-restarts.txt', 'sts-restart'],
  ] as const)
    t.equal(rowOrigin(first(file)), command);
  t.equal(rowOrigin({ stsName: 'a', decision: 'stale' }), 'sts-filter --decisions');
  t.equal(rowOrigin({ stsName: 'a', outcome: 'verified', action: 'migrate', containers: [] }), 'sts-restart');
  t.equal(rowOrigin({ repository: 'a', tag: 'v1', partner: 'b:v1' }), 'image-pair');
  t.equal(rowOrigin({ stsName: 'a', outcome: 'announced', announcedAt: '' }), 'sts-announce');
  for (const other of [{}, [], null, 7, 'x']) t.equal(rowOrigin(other), undefined);
});
