import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { loadCapture } from '../generate/load-capture.ts';
import { CAPTURES, imageMap, kubectlFor, testCluster } from '../testing.ts';

interface Recording {
  command: string;
  args: string[];
  requests: string[];
  output: string[];
}

function parseRecordings(text: string): Recording[] {
  return text
    .split(/^### kubectl /m)
    .slice(1)
    .map((block) => {
      const [command = '', ...lines] = block.trimEnd().split('\n');
      const requests = lines.filter((line) => line.startsWith('> ')).map((line) => line.slice(2));
      return {
        command,
        args: splitArgs(command),
        requests,
        output: lines.filter((line) => !line.startsWith('> ')),
      };
    });
}

/** The recording has no quotes: what follows -p and -o is one argument up to the next option, spaces and all. */
function splitArgs(command: string): string[] {
  return command.split(/ (?=-)/).flatMap((part) => {
    const [, option, value] = /^(-[po]) (.*)$/s.exec(part) ?? [];
    return option && value ? [option, value] : part.split(' ');
  });
}

/** What differs from run to run: versions and the watch's random timeout; the order in which parameters come. */
function normalRequest(line: string): string {
  const [method = '', target = '', ...status] = line.split(' ');
  const url = new URL(target, 'http://cluster');
  for (const name of ['resourceVersion', 'timeoutSeconds']) {
    if (url.searchParams.get(name) && url.searchParams.get(name) !== '0') url.searchParams.set(name, 'N');
  }
  return [method, url.pathname, url.searchParams.toString(), ...status].join(' ');
}

const isDiscovery = (path: string) =>
  /^\/(api|apis)(\/v1|\/[^/]+\/v1)?(\?|$)/.test(path) || path.startsWith('/version');

/** Only the beginning of the raw list was recorded, of a list with other versions. */
function normalOutput(lines: string[]): string[] {
  return lines
    .filter((line) => line !== '')
    .map((line) => (line.startsWith('{"kind":"PodList"') ? line.slice(0, 66).replace(/"\d+"/, '"N"') : line));
}

/** One object per line: kubectl reports the missing one in other words when they are items of one List. */
const STDIN = ['jose-matsuda/jup2', 'team-geo/missing', 'team-geo/twins']
  .map((path) => {
    const [namespace, name] = path.split('/');
    return JSON.stringify({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { namespace, name } });
  })
  .join('\n');

const JUP2 = 'sha256:611a24fba8cfead5e6a2dafb05df1ca60e9fa787fcf692b39ccc73f6c441839d';

t.test('kubectl makes the recorded requests and prints the recorded output', async (t) => {
  const recordings = parseRecordings(await readFile(join(CAPTURES, 'kubectl-wire.txt'), 'utf8'));
  const registry = (await readFile(join(CAPTURES, 'after/registry.ndjson'), 'utf8')).trim().split('\n');
  const rows = registry.map(
    (line) => JSON.parse(line) as { repository: string; tag: string; digest: string },
  );
  const images = imageMap(
    new Map(rows.map(({ repository, tag, digest }) => [`${repository}:${tag}`, digest])),
  );
  const cluster = await testCluster(t, { images });
  cluster.load(await loadCapture(join(CAPTURES, 'after')));
  const kubectl = await kubectlFor(t, cluster);
  t.equal(recordings.length, 12);

  for (const { command, args, requests, output } of recordings) {
    // the recording asked right after the restart, when jup2's pod was not ready yet: here it stays so
    if (command.startsWith('rollout restart')) cluster.breakImage(JUP2, 'never-ready');
    cluster.requests.length = 0;
    const { stdout, stderr } = await kubectl(args, args.includes('-') ? STDIN : '');
    const made = cluster.requests
      .filter(({ path }) => !isDiscovery(path))
      .map(({ method, path, status }) => normalRequest(`${method} ${path} ${status}`));
    const expected = requests.map((line) => normalRequest(line.replace(/(\d{3}) [A-Za-z ]+$/, '$1')));
    t.same(made, expected, `requests: ${command}`);
    t.same(normalOutput(`${stdout}${stderr}`.split('\n')), normalOutput(output), `output: ${command}`);
    await cluster.settled();
  }
});
