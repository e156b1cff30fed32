import { readFileSync, symlinkSync } from 'node:fs';
import { ROOT, run } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import type { Row } from './report.ts';

const hasJq = (await run('jq', ['--version'])).code === 0;

t.test(
  'the quick bench gives every row its figures; how good they are is no matter for a test',
  { skip: hasJq ? false : 'jq is needed' },
  async (t) => {
    const HOME = t.testdir({});
    const { code, stdout, stderr } = await run(process.execPath, [`${ROOT}dist/testbed/bench`, '--quick'], {
      HOME,
    });
    t.equal(code, 0, stderr);
    const { rows } = JSON.parse(readFileSync(`${ROOT}dist/bench.json`, 'utf8')) as { rows: Row[] };
    t.equal(
      stdout.split('\n').filter((line) => line.startsWith('| ')).length,
      rows.length + 2,
      'a line for each row',
    );
    for (const { what, measured, baseline } of rows) {
      t.ok(Number.isFinite(measured) && measured > 0, `${what}: measured`);
      t.ok(Number.isFinite(baseline) && baseline > 0, `${what}: baseline`);
    }
    for (const subject of [
      'sts-list',
      'tag-digest',
      'sts-filter',
      'sts-restart',
      'sts-report',
      'the whole dry run',
    ]) {
      t.ok(
        rows.some(({ what }) => what.startsWith(subject)),
        subject,
      );
    }
  },
);

t.test('without jq it says so', async (t) => {
  const folder = t.testdir({});
  for (const tool of ['bash', 'dirname', 'kubectl', 'node']) {
    const { stdout } = await run('sh', ['-c', `command -v ${tool}`]);
    symlinkSync(stdout.trim(), `${folder}/${tool}`);
  }
  t.match(await run(`${ROOT}scripts/bench.sh`, ['--quick'], { PATH: folder }), {
    code: 1,
    stderr: 'jq is needed to compare with',
  });
});

t.test('usage', async (t) => {
  t.match(await run(`${ROOT}scripts/bench.sh`, ['--slow']), {
    code: 2,
    stderr: /usage: bench\.sh \[--quick\]/,
  });
});
