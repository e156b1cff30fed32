import { writeFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { image, registryFor, rowsOf } from './testing.ts';

/** How many promotions and undos; by hand, ROUNDS=1000. */
const ROUNDS = Number(process.env.ROUNDS ?? 12);
const SEED = Number(process.env.SEED ?? 16);
const TOKEN = 'jf-s3cret';
const WEEKS = ['w_1', 'w_2', 'w_3', 'w_4'];
const TARGETS = ['recommended', 'canary'];

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

for (const source of ['registry', 'jfrog'] as const)
  t.test(`${ROUNDS} promotions and undos with a second writer: ${source}`, { timeout: 3_600_000 }, (t) =>
    promoteAtRandom(t, source),
  );

async function promoteAtRandom(t: Test, source: 'registry' | 'jfrog'): Promise<void> {
  const host = source === 'registry' ? 'ghcr.io' : 'acme.jfrog.io';
  const repositories = Array.from({ length: 20 }, (_, n) => `${host}/rsp/lab${n}`);
  const { registry, folder, promote } = await registryFor(t, {
    hosts: { [host]: { deletes: 'tags', artifactory: { accessTokens: [TOKEN] } } },
  });
  const next = random(SEED);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)] as T;
  /** What the second writer moved each tag to last, in this round. */
  let others = new Map<string, string>();
  for (const repository of repositories)
    for (const week of [...WEEKS, 'theirs'])
      registry.push(`${repository}:${week}`, image(`${repository} ${week}`));

  const pointsTo = async () => {
    const all = new Map<string, string | undefined>();
    for (const repository of repositories)
      for (const tag of [...WEEKS, ...TARGETS, ...TARGETS.map((target) => `${target}-previous`)])
        all.set(`${repository}:${tag}`, (await registry.resolve(`${repository}:${tag}`))?.digest);
    return all;
  };
  const theirs = new Map<string, string>();
  const builds = new Map<string, string[]>();
  for (const repository of repositories) {
    const digests = await Promise.all(
      ['theirs', ...WEEKS].map(async (tag) => (await registry.resolve(`${repository}:${tag}`))?.digest ?? ''),
    );
    theirs.set(repository, digests.shift() ?? '');
    builds.set(repository, digests);
  }

  let races = 0;
  let copied = 0;
  let back = 0;
  const done: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await pointsTo();
    others = new Map();
    // The second writer comes with any request but the write itself: that round trip is the one that no client can close.
    let near: readonly string[] = repositories;
    const writeTheirs = (repository: string, tag: string) => {
      const digest = WEEKS.includes(tag) ? pick(builds.get(repository) ?? []) : theirs.get(repository);
      registry.tag(`${repository}:${tag}`, digest ?? '');
      others.set(`${repository}:${tag}`, digest ?? '');
    };
    registry.onRequest = ({ method, path, body }) => {
      const [, name, week] = /"dockerRepository":"(lab\d+)","tag":"(w_\d)"/.exec(body) ?? [];
      if (name !== undefined && week !== undefined && next() < 0.05)
        return writeTheirs(`${host}/rsp/${name}`, week);
      const writes = method !== 'HEAD' && /\/(recommended|canary)$/.test(path);
      // Artifactory is asked about both tags at once, and then to copy: that is the same round trip for the target.
      const copies = path.startsWith('/artifactory/');
      if (writes || next() > 0.03) return;
      writeTheirs(pick(near), pick(copies ? WEEKS : [...TARGETS, ...WEEKS]));
    };
    const undoes = done.length > 0 && next() < 0.4;
    const file = `${folder}/undo.txt`;
    const undone = undoes ? (done.pop() ?? '') : '';
    if (undoes) writeFileSync(file, undone);
    const chosen = repositories.filter(() => next() < 0.3);
    const some = chosen.length > 0 ? chosen : [pick(repositories)];
    near = undoes ? rowsOf(undone).map(({ repository }) => repository) : some;
    const args = undoes
      ? ['execute', '--undo', file]
      : ['execute', pick(WEEKS), pick(TARGETS), ...some.flatMap((one) => ['--image', one])];
    const { rows, stderr, stdout } = await promote([...args, '--source', source], { JF_ACCESS_TOKEN: TOKEN });
    registry.onRequest = undefined;
    t.ok(rows.length > 0, stderr);
    if (!undoes && rows.some(({ outcome }) => outcome === 'promoted')) done.push(stdout);

    const after = await pointsTo();
    const byName = new Map(rows.map((row) => [`${row.repository}:${row.tag}`, row]));
    for (const [name, digest] of after) {
      const row = byName.get(name);
      const owner = name.endsWith('-previous') ? byName.get(name.slice(0, -'-previous'.length)) : undefined;
      const allowed = new Set([before.get(name), others.get(name)]);
      if (row?.outcome === 'promoted' || row?.outcome === 'lost-race') allowed.add(row.to ?? undefined);
      if (row?.written) allowed.add(row.written);
      if (owner?.backup) allowed.add(owner.from ?? undefined);
      if (!allowed.has(digest)) t.fail(`round ${round}: ${name} points to ${digest}, which nobody asked for`);
      if (digest === undefined && before.get(name) !== undefined && !(undoes && row?.outcome === 'promoted'))
        t.fail(`round ${round}: ${name} is gone`);
      const wantedTo = row?.outcome === 'promoted' && !others.has(name) ? (row.to ?? undefined) : digest;
      const written = others.get(name);
      if (written !== undefined && row?.outcome === 'promoted' && digest !== written && row.from !== written)
        t.fail(`round ${round}: what somebody else wrote to ${name} was overwritten`);
      if (wantedTo !== digest) t.fail(`round ${round}: ${name} was promoted, and is not there`);
    }
    for (const { repository, source, tag, from, outcome, reason, written } of rows) {
      const name = `${repository}:${tag}`;
      if (outcome === 'failed' && others.has(name) && others.get(name) === from) {
        t.match(reason, /or somebody moved it back at once$/);
        back += 1;
      } else if (outcome === 'failed') t.fail(`round ${round}: ${name} failed: ${reason}`);
      if (outcome !== 'lost-race') continue;
      races += 1;
      if (written !== undefined) copied += 1;
      if (!others.has(name) && !others.has(`${repository}:${source}`))
        t.fail(`round ${round}: ${name} lost a race that nobody ran`);
    }
  }
  t.comment(`${races} lost races, ${copied} of a copy; ${back} moved back`);
}
