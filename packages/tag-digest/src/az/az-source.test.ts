import { startDeadline } from '@patch-notebook-sts/core/io/deadline';
import type { ToolResult } from '@patch-notebook-sts/core/io/run-tool';
import pLimit from 'p-limit';
import t from 'tap';
import { type AzSourceOptions, createAzSource, nameOf } from './az-source.ts';

const digest = (n: number) => `sha256:${String(n).repeat(64)}`;
const ok = (value: unknown) => ({
  end: 'exited' as const,
  exitCode: 0,
  stdout: JSON.stringify(value),
  stderr: '',
});
const fail = (exitCode: number, stderr = '') => ({ end: 'exited' as const, exitCode, stdout: '', stderr });

/** An az that answers as `answer` says and notes its calls. */
function lab(answer: (line: string) => ToolResult, options: Partial<AzSourceOptions> = {}) {
  const calls: string[] = [];
  const az = async (args: readonly string[]) => {
    const line = args.slice(2).join(' ');
    calls.push(line);
    return answer(line);
  };
  const source = createAzSource(az, {
    registryName: undefined,
    requests: [],
    aliases: false,
    limit: pLimit(4),
    deadline: startDeadline(0),
    ...options,
  });
  return { source, calls };
}
const one = { repository: 'myreg.azurecr.io/team/lab', tag: 'v1' };
const two = { ...one, tag: 'v2' };

t.test('the registry’s name', async (t) => {
  for (const [host, name] of [
    ['myreg.azurecr.io', 'myreg'],
    ['myreg.azurecr.cn', 'myreg'],
    ['my-x1.azurecr.us', 'my-x1'],
  ] as const) {
    t.equal(nameOf(host), name);
  }
  for (const host of ['ghcr.io', 'myreg.azurecr.io.evil.example', 'a.b.azurecr.io', 'myreg.azurecr.io:443']) {
    t.throws(
      () => nameOf(host),
      { code: 'unreachable', message: /give --registry-name, or use --source registry/ },
      host,
    );
  }
});

t.test('one tag takes one show', async (t) => {
  const { source, calls } = lab(() => ok({ name: 'v1', digest: digest(1) }), { requests: [one] });
  t.same(await source.resolve(one), { digest: digest(1), platforms: {} });
  t.same(calls, ['show --image=team/lab:v1 --name=myreg']);
  const named = lab(() => ok({ name: 'v1', digest: digest(1) }), { registryName: 'other' });
  await named.source.resolve({ repository: 'mirror.example/lab', tag: 'v1' });
  t.same(named.calls, ['show --image=lab:v1 --name=other']);
});

t.test('two tags take one show-tags; a tag beyond its page takes a show', async (t) => {
  const old = { ...one, tag: 'old' };
  const gone = { ...one, tag: 'gone' };
  const { source, calls } = lab(
    (line) => {
      if (line.startsWith('show-tags'))
        return ok([
          { name: 'v1', digest: digest(1) },
          { name: 'v2', digest: digest(2) },
        ]);
      return line.includes(':old') ? ok({ name: 'old', digest: digest(3) }) : fail(3);
    },
    { requests: [one, two, old, gone] },
  );
  const found = await Promise.allSettled([one, two, old, gone].map((tag) => source.resolve(tag)));
  t.match(found, [
    { value: { digest: digest(1) } },
    { value: { digest: digest(2) } },
    { value: { digest: digest(3) } },
    { reason: { code: 'not-found' } },
  ]);
  t.same(calls, [
    'show-tags --detail --repository=team/lab --top=100 --orderby=time_desc --name=myreg',
    'show --image=team/lab:old --name=myreg',
    'show --image=team/lab:gone --name=myreg',
  ]);
});

t.test('a missing repository: show-tags can’t tell, show can', async (t) => {
  const { source } = lab(
    (line) => (line.startsWith('show-tags') ? fail(1, 'ERROR: Error: not found') : fail(3)),
    {
      requests: [one, two],
    },
  );
  await t.rejects(source.resolve(one), { code: 'not-found' });
  const refused = lab(() => fail(1, 'Response code: 401'), { requests: [one, two] });
  await t.rejects(refused.source.resolve(one), { code: 'unauthorized' });
  t.equal(refused.calls.length, 1, 'no show follows a clear failure');
});

t.test('a rate limit is waited out; with --aliases all tags are listed once', async (t) => {
  let limited = 1;
  const { source, calls } = lab(
    () =>
      limited-- > 0
        ? fail(1, 'Response code: 429')
        : ok([{ name: 'v1', digest: digest(1), lastUpdateTime: '2026-01-01T00:00:00Z' }]),
    { requests: [one], aliases: true },
  );
  t.match(await source.resolve(one), { digest: digest(1) });
  t.match(await source.tags(one.repository), [{ tag: 'v1', movedAt: Number }]);
  t.same(calls, Array(2).fill('show-tags --detail --repository=team/lab --name=myreg'));
});

t.test('a call that the deadline cuts off reports the failure before it', async (t) => {
  let calls = 0;
  const { source } = lab(
    () => (calls++ === 0 ? fail(1, 'Response code: 429') : { ...fail(1), end: 'ended' as const }),
    {
      requests: [one],
    },
  );
  await t.rejects(source.resolve(one), { code: 'rate-limited' });
});
