import { digestOf } from '@patch-notebook-sts/core/oci/manifest';
import type { RegistryApi } from '@patch-notebook-sts/core/registry/registry-api';
import { ResolveError } from '@patch-notebook-sts/core/rows/resolve-error';
import t from 'tap';
import { type Entries, gzipped } from '../testing.ts';
import { readFileOf } from './read-file.ts';

const PATH = '/pre-home/worker.yml';
const COPY = 'COPY worker.yml /pre-home # buildkit';
const LARGE = 5 * 1024 * 1024;

interface TestLayer {
  command?: string;
  entries: Entries;
  /** What the manifest says; default: the truth. */
  size?: number;
}

/** Reads the file of an image, whose layers stand from the lowest up, and says which layers were read. */
async function read(layers: readonly TestLayer[], more: { history?: readonly object[] } = {}) {
  const blobs = new Map<string, Uint8Array>();
  const put = (body: Uint8Array) => {
    blobs.set(digestOf(body), body);
    return digestOf(body);
  };
  const bodies = await Promise.all(layers.map(({ entries }) => gzipped(entries)));
  const config = put(
    Buffer.from(
      JSON.stringify({ history: more.history ?? layers.map(({ command }) => ({ created_by: command })) }),
    ),
  );
  const manifest = put(
    Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        config: { digest: config },
        layers: layers.map(({ size }, i) => {
          const body = bodies[i] ?? Buffer.alloc(0);
          return { digest: put(body), size: size ?? body.length };
        }),
      }),
    ),
  );
  const asked: string[] = [];
  const get = async (digest: string) => {
    const body = blobs.get(digest);
    if (body === undefined) throw new ResolveError('not-found', digest);
    asked.push(digest);
    return { url: new URL('http://r/'), status: 200, headers: {}, body };
  };
  const api: RegistryApi = {
    url: () => new URL('http://r/v2/lab/'),
    send: ({ url }) => get(url.pathname.split('/').at(-1) ?? ''),
    write: () => Promise.reject(new Error('nothing is written')),
    manifests: () => (_method, reference) => get(reference),
  };
  const found = await readFileOf(api, 'r/lab', manifest, PATH);
  return { found, read: bodies.flatMap((body, i) => (asked.includes(digestOf(body)) ? [i] : [])) };
}

const base = { command: 'RUN conda install # buildkit', entries: { 'opt/conda': 'x' }, size: LARGE };
const worker = { command: COPY, entries: { 'pre-home/worker.yml': 'mine' } };

t.test('only the layer is read that the history names', async (t) => {
  const other = { command: 'COPY a /opt # buildkit', entries: { 'opt/a': '1' } };
  t.same(await read([base, worker, other]), { found: { text: 'mine' }, read: [1] });
  const history = [
    { created_by: base.command },
    { created_by: 'ENV A=b', empty_layer: true },
    { created_by: COPY },
    { created_by: other.command },
    { created_by: 'CMD []', empty_layer: true },
  ];
  t.same(await read([base, worker, other], { history }), { found: { text: 'mine' }, read: [1] });
});

t.test('what lies above it counts', async (t) => {
  const removes = { command: 'RUN rm -r /pre-home', entries: { '.wh.pre-home': '' } };
  t.match(await read([base, worker, removes]), { found: { why: 'is not in the image' }, read: [2] });
  const changes = { command: 'RUN sed -i', entries: { 'pre-home/worker.yml': 'changed' } };
  t.match(await read([base, worker, changes]), { found: { text: 'changed' }, read: [2] });
});

t.test('a large layer above is passed by if its command says nothing of the file', async (t) => {
  const large = { command: 'RUN apt-get install # buildkit', entries: { 'usr/bin/a': 'x' }, size: LARGE };
  t.same(await read([base, worker, large]), { found: { text: 'mine' }, read: [1] });
  for (const command of [
    'RUN chown -R 1000 /pre-home',
    'RUN find / -name worker.yml',
    'COPY . /',
    undefined,
  ]) {
    const history = [base, worker, { command }].map((layer) => ({ created_by: layer.command }));
    t.match(
      await read([base, worker, large], { history }),
      { found: { why: /^may be in a layer of 5242880 bytes/ }, read: [] },
      command ?? 'no command',
    );
  }
});

t.test('without a history that fits, the topmost layers are read within a limit', async (t) => {
  const history = [{ created_by: COPY }];
  const small = { entries: { 'etc/a': 'x' } };
  t.same(await read([base, worker, small], { history }), { found: { text: 'mine' }, read: [1, 2] });
  t.match(await read([base, small], { history }), { found: { why: /too large/ }, read: [1] });
  t.match(await read([small, { entries: { b: '' } }], { history }), {
    found: { why: 'is not in the image' },
  });
  const many = [1, 2, 3, 4, 5].map((i) => ({
    entries: { [`etc/${i}`]: 'x' },
    size: LARGE - 1024 * 1024 - 1,
  }));
  t.match(await read([worker, ...many], { history: [] }), {
    found: { why: /too large/ },
    read: [2, 3, 4, 5],
  });
});
