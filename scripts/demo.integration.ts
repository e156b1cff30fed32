import { ROOT, run } from '@patch-notebook-sts/testbed/commands';
import t, { type Test } from 'tap';

const DEMO = `${ROOT}scripts/demo.sh`;
const BOLD = '\u001b[1m';
const STEPS = [
  '# The plan, and the reason for every notebook',
  '# scripts/patch-notebook-sts.sh execute',
  '# Listed again: nothing is stale',
  '# What to do next',
];

t.test('it has help, and takes no arguments', async (t) => {
  t.match(await run(DEMO, ['--help']), { code: 0, stdout: /^Shows the whole job/, stderr: '' });
  t.match(await run(DEMO, ['execute']), { code: 2, stdout: '', stderr: 'usage: demo.sh; see --help\n' });
});

/** The demo in a folder where all is built already: a build would replace the commands that other tests run. */
function built(t: Test): string {
  const link = (file: string) => t.fixture('symlink', `${ROOT}${file}`);
  const folder = t.testdir({
    dist: link('dist'),
    fixtures: link('fixtures'),
    scripts: {
      'demo.sh': link('scripts/demo.sh'),
      'patch-notebook-sts.sh': link('scripts/patch-notebook-sts.sh'),
      'build.sh': t.fixture('symlink', '/bin/true'),
    },
  });
  return `${folder}/scripts/demo.sh`;
}

t.test('into a pipe it writes no colours, and ends with what to do next', async (t) => {
  const { code, stdout, stderr } = await run(built(t), [], { TERM: 'xterm' });
  t.equal(code, 0, stderr);
  t.notMatch(stdout, BOLD);
  const headings = stdout.split('\n').filter((line) => line.startsWith('# '));
  t.same(headings.slice(-STEPS.length), STEPS);
});

t.test('on a terminal headings are bold, unless NO_COLOR is set', async (t) => {
  const onTerminal = (env: object) =>
    run('script', ['-qec', built(t), '/dev/null'], { TERM: 'xterm', ...env });
  t.match((await onTerminal({})).stdout, `${BOLD}# What to do next`);
  const plain = await onTerminal({ NO_COLOR: '1' });
  t.match(plain.stdout, /^# What to do next\r?$/m);
  t.notMatch(plain.stdout, BOLD);
});
