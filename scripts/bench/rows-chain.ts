import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, bareNode, compareTimes, timeOf } from './measure.ts';
import { notebooks } from './notebooks.ts';
import type { Row } from './report.ts';
import { rawPages } from './rows-list.ts';

/** The whole dry run: compared with a shell pipeline, and with what kubectl, the registry and node take by themselves. */
export async function benchChain({ folder, root, quick, repeat }: Bench): Promise<Row[]> {
  const count = quick ? 30 : 1000;
  const { testbed, env, repositories } = await notebooks(count, folder);
  const list = join(folder, 'images.txt');
  const work = join(folder, 'work');
  writeFileSync(list, `${repositories.join('\n')}\n`);
  const PATH = `${join(root, 'dist/bin')}:${process.env.PATH}`;
  const chain = async () => {
    const config = { TAGS: 'v1', IMAGES: list, WORKDIR: work, STS_LIST_NOTEBOOKS: 'never' };
    const command = join(root, 'scripts/patch-notebook-sts.sh');
    return timeOf({ command, args: [], env: { ...env, ...config, PATH } });
  };
  const pipeline = async () => {
    const args = [join(work, '2-images-with-tags.txt'), join(folder, 'pipeline')];
    return timeOf({ command: join(root, 'scripts/bench/pipeline.sh'), args, env });
  };
  // What can't be avoided: the pages of the list, the registry's answers, and a start of node per command.
  const least = async () => {
    let total = await rawPages(folder, env);
    for (let i = 0; i < 4; i += 1) total += await timeOf(bareNode);
    return total + (await heads(testbed.registry.url, repositories));
  };
  const slow = await compareTimes(chain, pipeline, quick ? 1 : 2);
  const fast = await compareTimes(chain, least, repeat);
  await testbed.close();
  const what = `the whole dry run, ${count.toLocaleString('en')} notebooks`;
  return [
    {
      what,
      comparedWith: 'kubectl, jq and grep, one jq per row',
      ...slow,
      unit: 'ms',
      target: { atLeast: 25 },
    },
    {
      what,
      comparedWith: 'the least it takes: a raw list, a HEAD per image, 4 x node -e 0',
      ...fast,
      unit: 'ms',
    },
  ];
}

/** One HEAD per image, one after the other, from this process. */
async function heads(url: string, repositories: readonly string[]): Promise<number> {
  const started = performance.now();
  for (const repository of repositories) {
    const path = repository.slice(repository.indexOf('/') + 1);
    await fetch(`${url}/v2/${path}/manifests/v1`, {
      method: 'HEAD',
      headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
    });
  }
  return performance.now() - started;
}
