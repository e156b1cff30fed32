import t from 'tap';
import { sameContent } from './same-content.ts';

type Platforms = Record<string, string>;

t.test('which node gets the same from two indexes', async (t) => {
  const amd = { 'linux/amd64': 'a' };
  const both = { 'linux/amd64': 'a', 'linux/arm64': 'b' };
  const newArm = { 'linux/amd64': 'a', 'linux/arm64': 'B' };
  const table: [string, Platforms, Platforms, string | undefined, string[] | undefined][] = [
    ['only arm64 changed, on amd64', both, newArm, 'linux/amd64', ['linux/amd64']],
    ['only arm64 changed, on arm64', both, newArm, 'linux/arm64', undefined],
    ['only arm64 changed, on some node', both, newArm, undefined, undefined],
    ['only an attestation changed', both, both, undefined, ['linux/amd64', 'linux/arm']],
    ['a platform joins', amd, newArm, undefined, ['linux/amd64']],
    ['a platform goes', newArm, amd, undefined, ['linux/amd64']],
    ['the platform of the node goes', newArm, amd, 'linux/arm64', undefined],
    ['the node is of neither', both, both, 'linux/s390x', undefined],
    ['nothing in common', amd, { 'linux/s390x': 'a' }, undefined, undefined],
    ['no index', {}, both, undefined, undefined],
    ['no index on either side', {}, {}, 'linux/amd64', undefined],
    [
      'a better fit joins',
      { 'linux/arm/v7': 'a' },
      { 'linux/arm/v7': 'a', 'linux/arm64': 'b' },
      undefined,
      undefined,
    ],
    [
      '32 bits were run',
      { 'linux/386': 'a' },
      { 'linux/386': 'a', 'linux/amd64': 'b' },
      'linux/amd64',
      undefined,
    ],
    [
      'the variant is named now',
      { 'linux/amd64': 'a', 'linux/arm64': 'b' },
      { 'linux/amd64': 'a', 'linux/arm64/v8': 'c' },
      undefined,
      undefined,
    ],
    [
      'one version of Windows goes',
      { 'windows/amd64': 'a', 'windows/amd64#2': 'b' },
      { 'windows/amd64': 'a' },
      'windows/amd64',
      undefined,
    ],
    ['another system', amd, { 'windows/amd64': 'a' }, undefined, undefined],
  ];
  for (const [what, running, wanted, platform, same] of table)
    t.same(sameContent(running, wanted, platform), same, what);
});
