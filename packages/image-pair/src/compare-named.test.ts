import t from 'tap';
import { compareNamed, readNamed } from './compare-named.ts';

const [INDEX, AMD64, ARM64, OLD] = ['1', '2', '3', '4'].map((digit) => `sha256:${digit.repeat(64)}`) as [
  string,
  string,
  string,
  string,
];
const partner = {
  repository: 'docker.io/lab/worker',
  tag: 'v1',
  digest: INDEX,
  platforms: { 'linux/amd64': AMD64, 'linux/arm64': ARM64 },
};
/** @param tags what the partner's other tags point to */
const compare = (text: string, platform: string | undefined, tags: Record<string, string> = {}) => {
  const named = { text, where: 'label worker', platform };
  const reference = readNamed(named, partner);
  if ('outcome' in reference) return reference;
  return compareNamed(named, reference, reference.digest ?? tags[reference.tag ?? ''], partner);
};

t.test('pairs by the name of the partner', async (t) => {
  for (const [text, platform, outcome, reason] of [
    [`lab/worker@${INDEX}`, undefined, 'paired', /label worker names docker.io\/lab\/worker@sha256:1/],
    [`lab/worker:old@${INDEX}`, 'linux/amd64', 'paired', /names/],
    [`lab/worker@${AMD64}`, 'linux/amd64', 'paired', /names/],
    [`lab/worker@${ARM64}`, 'linux/amd64', 'mismatched', /but docker.io\/lab\/worker:v1 is sha256:1/],
    [`lab/worker@${AMD64}`, undefined, 'mismatched', /but/],
    [`lab/worker@${OLD}`, undefined, 'mismatched', /names .*sha256:4+, but docker.io/],
    ['lab/worker:abc123', undefined, 'paired', /names docker.io\/lab\/worker:abc123$/],
    ['lab/worker:old', undefined, 'mismatched', /worker:old \(sha256:4444.*\), but/],
    ['lab/worker:WILL_BE_REPLACED_BY_TRAVIS', undefined, 'mismatched', /which does not exist/],
    ['WILL_BE_REPLACED_BY_TRAVIS', undefined, 'mismatched', /says "WILL.*", which is no image's name/],
    ['\u202egnp.exe', undefined, 'mismatched', /says "\\u202egnp.exe"/],
    ['', undefined, 'mismatched', /no image's name/],
    ['other/worker:v1', undefined, 'mismatched', /other\/worker:v1, which is not of docker.io\/lab\/worker/],
  ] as const)
    t.match(compare(text, platform, { abc123: INDEX, old: OLD }), { outcome, reason }, text);
});
