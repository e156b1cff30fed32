import type { Random } from './random.ts';

const DIGEST = `sha256:${'5'.repeat(64)}`;

/** Texts that have broken programs, or that somebody would put in to break this one. */
const TEXTS: readonly [string, ...string[]] = [
  '',
  ' ',
  '0',
  'never',
  'latest',
  DIGEST,
  `app@${DIGEST}`,
  `docker-pullable://ghcr.io/org/app@${DIGEST}`,
  DIGEST.slice(0, -1),
  `${DIGEST}\n`,
  DIGEST.toUpperCase(),
  'ghcr.io/org/app:v1',
  'foo.test:99999/x',
  '../../etc/passwd',
  '--all',
  '-n',
  '$(touch pwned)',
  '`id`',
  '<script>alert(1)</script>',
  '| a | b |',
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  'a\nsts-restart: alice/jupyter: verified',
  '\u001b[2J\u001b]0;title\u0007',
  '\u009b31m\u0085',
  '\u202egnp.exe',
  '\u2028\u2029\ufeff',
  '\ud800',
  '\u{1f600}',
  '2026-11-20T22:10:00Z',
  '2026-11-20T22:10:00+99:99',
  '9'.repeat(400),
  'a'.repeat(2000),
  'a-'.repeat(5000),
  '/'.repeat(5000),
  ',[{'.repeat(5000),
];

const VALUES: readonly [unknown, ...unknown[]] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  2_147_483_647,
  Number.MAX_VALUE,
  [],
  {},
  [null],
  [[]],
  { name: 'x' },
  JSON.parse('{"__proto__":{"optOut":"x"}}'),
];

function anyText(random: Random): string {
  // Rare, because each takes milliseconds.
  if (random.oneIn(500)) return random.pick([' ', 'a', '"', '\u001b', 'a.']).repeat(400_000);
  return random.pick(TEXTS);
}

/** A text with something else in one place. */
export function mutateText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  switch (random.below(6)) {
    case 0:
      return anyText(random);
    case 1:
      return text.slice(0, at) + anyText(random) + text.slice(at);
    case 2:
      return text.slice(0, at);
    case 3:
      return text.slice(at) + text.slice(0, at);
    case 4:
      return text.slice(0, at) + text.slice(at).toUpperCase();
    default:
      return text.slice(0, at) + text.slice(at + 1);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value with something else in one place. The given one stays as it is. */
export function mutate(value: unknown, random: Random, depth = 0): unknown {
  if (random.oneIn(depth === 0 ? 50 : 8)) return random.oneIn(2) ? anyText(random) : random.pick(VALUES);
  if (typeof value === 'string') return mutateText(value, random);
  if (Array.isArray(value)) {
    const copy: unknown[] = [...value];
    const at = random.below(copy.length + 1);
    const how = at === copy.length ? 0 : random.below(6);
    if (how === 0) copy.splice(at, 0, copy[random.below(copy.length)] ?? null);
    else if (how === 1) copy.splice(at, 1);
    else copy[at] = mutate(copy[at], random, depth + 1);
    return copy;
  }
  if (isObject(value)) {
    const entries = Object.entries(value);
    const at = random.below(entries.length + 1);
    const [key, inner] = entries[at] ?? [anyText(random), random.pick(VALUES)];
    const others = entries.filter((_, i) => i !== at);
    if (random.oneIn(8)) return Object.fromEntries(others);
    if (random.oneIn(8)) return Object.fromEntries([...others, [mutateText(key, random), inner]]);
    return Object.fromEntries([...entries, [key, mutate(inner, random, depth + 1)]]);
  }
  return random.pick(VALUES);
}

/** Pieces that no JSON holds, or that a reader of lines stumbles over. */
const PIECES: readonly [string, ...string[]] = [
  '\ufeff',
  '\r',
  '\n',
  '\0',
  '}',
  '"',
  ',',
  '{"a":',
  '//',
  '[[',
];

/** JSON text of a value with up to three things changed; one time in four, the text itself is changed too. */
export function mutateJson(value: unknown, random: Random): Buffer {
  let changed = value;
  for (let i = random.below(3); i >= 0; i -= 1) changed = mutate(changed, random);
  const text = JSON.stringify(changed);
  if (!random.oneIn(4)) return Buffer.from(text);
  const at = random.below(text.length);
  switch (random.below(4)) {
    case 0:
      return Buffer.from(text.slice(0, at));
    case 1:
      return Buffer.from(text.slice(0, at) + random.pick(PIECES) + text.slice(at));
    case 2:
      return Buffer.concat([
        Buffer.from(text.slice(0, at)),
        Buffer.from([0xc3, 0x28]),
        Buffer.from(text.slice(at)),
      ]);
    default:
      return Buffer.from('['.repeat(random.below(20_000)) + text);
  }
}
