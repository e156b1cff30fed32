import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { startScriptedApi } from '@patch-notebook-sts/testbed/cluster/api/scripted-api';
import { run } from '@patch-notebook-sts/testbed/commands';
import t, { type Test } from 'tap';

const EMPTY = { metadata: {}, items: [] };

const json = (response: ServerResponse, value: unknown) => {
  response.setHeader('Content-Type', 'application/json');
  response.end(typeof value === 'string' ? value : JSON.stringify(value));
};

/** Runs sts-list against a server whose pods are scripted; its Notebooks and namespaces are none. */
async function listFrom(
  t: Test,
  pods: (query: URLSearchParams, response: ServerResponse, request: IncomingMessage) => void,
  args: string[] = [],
) {
  const api = await startScriptedApi((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    if (pathname === '/api/v1/pods') pods(searchParams, response, request);
    else
      json(response, { kind: pathname.endsWith('notebooks') ? 'NotebookList' : 'NamespaceList', ...EMPTY });
  });
  t.teardown(() => api.close());
  const folder = t.testdir({
    kubeconfig: api.kubeconfig,
    'memory.cjs': `process.on('exit', () => require('fs').writeFileSync(process.env.MEMORY, String(process.resourceUsage().maxRSS)));`,
  });
  const result = await run('sts-list', args, {
    HOME: folder,
    KUBECONFIG: `${folder}/kubeconfig`,
    NODE_OPTIONS: `--require=${folder}/memory.cjs`,
    MEMORY: `${folder}/memory`,
  });
  return {
    ...result,
    requests: api.requests,
    megabytes: Number(readFileSync(`${folder}/memory`, 'utf8')) / 1024,
  };
}

/** A body of this many megabytes that nobody holds as a whole. */
function stream(response: ServerResponse, start: string, piece: string, megabytes: number) {
  const chunk = piece.repeat(Math.ceil(1e6 / piece.length));
  response.setHeader('Content-Type', 'application/json');
  const body = function* () {
    yield start;
    for (let i = 0; i < megabytes; i += 1) yield chunk;
  };
  Readable.from(body()).pipe(response);
}

const START = '{"kind":"PodList","metadata":{},"items":[';

t.test('an answer of 600 MB, of whatever size its pages are asked for', async (t) => {
  const { code, stdout, stderr, megabytes, requests } = await listFrom(t, (_, response) =>
    stream(response, START, '{"metadata":{"name":"a"}},', 600),
  );
  t.match(
    stderr,
    /^sts-list: cannot list \/api\/v1\/pods: .* more than 12 MiB, although only one object was asked for\n$/,
  );
  t.match({ code, stdout }, { code: 1, stdout: '' });
  t.ok(megabytes < 256, `${megabytes} MB`);
  t.same(
    requests.filter((path) => path.includes('/pods')).map((path) => /limit=(\d+)/.exec(path)?.[1]),
    ['500', '50', '5', '1'],
  );
});

t.test('answers that are small, and would be large in memory', async (t) => {
  for (const piece of ['[', '{},', '"a":0,']) {
    const { code, stdout, stderr, megabytes } = await listFrom(t, (_, response) =>
      stream(response, START, piece, 11),
    );
    t.match({ code, stdout }, { code: 1, stdout: '' });
    t.match(stderr, /^sts-list: cannot list .*\n$/);
    t.ok(megabytes < 256, `${piece}: ${megabytes} MB`);
  }
});

/** A pod with one container whose status has some more to say. */
const pod = (namespace: string, name: string, state: unknown) => ({
  metadata: {
    name,
    namespace,
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'lab', controller: true }],
  },
  spec: { containers: [{ name: 'lab', image: 'ghcr.io/org/app:v1' }] },
  status: { containerStatuses: [{ name: 'lab', imageID: '', state }] },
});

t.test('pages without end, and full of rows', async (t) => {
  let page = 0;
  const { code, stdout, stderr, megabytes } = await listFrom(t, (_, response) => {
    page += 1;
    // A pod's JSON takes ten times as much in memory.
    const state = { waiting: { message: '\u{2603}'.repeat(1000), more: Array(2500).fill({}) } };
    const items = Array.from({ length: 125 }, (_, i) => pod(`n${page}`, `lab-${i}`, state));
    json(response, { kind: 'PodList', metadata: { continue: `page-${page}` }, items });
  });
  t.match({ code, stdout }, { code: 1, stdout: '' });
  t.match(stderr, /^sts-list: the list has more than 64 MiB of rows; choose fewer by namespace or label\n$/);
  t.ok(megabytes < 256, `${megabytes} MB`);
});

t.test('a server that says to come back in ten years meets the limit of time', async (t) => {
  const { code, stdout, stderr } = await listFrom(
    t,
    (_, response) => {
      response.writeHead(429, { 'Retry-After': '315360000' });
      response.end();
    },
    ['--timeout', '2s'],
  );
  t.match({ code, stdout }, { code: 1, stdout: '' });
  t.match(stderr, /^sts-list: not done after 2 s \(--timeout\): .*\n$/);
});

t.test('a failure ends the command, though another request hangs', async (t) => {
  const api = await startScriptedApi((request, response) => {
    if (!request.url?.includes('notebooks')) return;
    response.statusCode = 403;
    json(response, { kind: 'Status', status: 'Failure', reason: 'Forbidden', code: 403, message: 'no' });
  });
  t.teardown(() => api.close());
  const KUBECONFIG = `${t.testdir({})}/kubeconfig`;
  writeFileSync(KUBECONFIG, api.kubeconfig);
  const { code, stderr } = await run('sts-list', ['--timeout', '0'], { KUBECONFIG });
  t.equal(code, 1);
  t.match(stderr, /Forbidden.*grant this right/);
});
