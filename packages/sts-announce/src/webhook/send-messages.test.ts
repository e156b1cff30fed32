import { writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { rowsOf, staleNotebooks } from '../testing.ts';

const SECRET = 'T00/B00/s3cr3t-in-the-path';

/** A webhook that gives these answers in turn, the last one again and again. */
async function webhook(t: Test, answers: { status: number; headers?: Record<string, string> }[]) {
  const bodies: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer(async (req, res) => {
    bodies.push({ path: req.url ?? '', headers: req.headers, body: await text(req) });
    const { status, headers = {} } = answers[Math.min(bodies.length, answers.length) - 1] ?? { status: 500 };
    res.writeHead(status, headers).end('no');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { bodies, url: `http://127.0.0.1:${port}/services/${SECRET}?sig=${SECRET}` };
}

async function announced(t: Test, answers: { status: number; headers?: Record<string, string> }[]) {
  const hook = await webhook(t, answers);
  const bed = await staleNotebooks(t, 2);
  const namespaces = bed.cluster.objects('namespaces');
  bed.cluster.load(
    namespaces.map((namespace) => ({
      ...namespace,
      metadata: { ...namespace.metadata, annotations: { owner: 'bob@example.org' } },
    })),
  );
  const file = `${bed.folder}/url`;
  writeFileSync(file, `${hook.url}\n`);
  const announce = (...args: string[]) =>
    bed.announce(
      ['execute', '--verbose', '--at', '2126-12-05T01:00:00Z', '--webhook-url-file', file, ...args],
      bed.rows,
    );
  return { ...hook, ...bed, file, announce };
}

t.test('a team gets one message a run, and nothing about what it knows', async (t) => {
  const { announce, bodies } = await announced(t, [{ status: 200 }]);
  const { code, stdout, stderr } = await announce();
  t.equal(code, 0, stderr);
  t.equal(bodies.length, 1);
  const [{ path = '', headers = {}, body = '' } = {}] = bodies;
  t.equal(path, `/services/${SECRET}?sig=${SECRET}`);
  t.equal(headers['content-type'], 'application/json');
  t.match(
    JSON.parse(body).text,
    /^user-0001: planned restarts\n• user-0001\/notebook-00001: Its image was updated.*\n• /,
  );
  t.notMatch(body, 'example.org', 'its owner is not named');
  t.notMatch(`${stdout}${stderr}`, 's3cr3t', 'the URL is a secret');
  await announce();
  t.equal(bodies.length, 1, 'renewed is nothing new');
});

t.test('Teams gets a card', async (t) => {
  const { announce, bodies } = await announced(t, [{ status: 202 }]);
  await announce('--webhook', 'teams');
  t.match(JSON.parse(bodies[0]?.body ?? ''), {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          type: 'AdaptiveCard',
          body: [{ inlines: [{ text: 'user-0001: planned restarts' }] }, { type: 'RichTextBlock' }, {}],
        },
      },
    ],
  });
});

t.test('what was not taken is sent again, and what may have been is not', async (t) => {
  const busy = await announced(t, [{ status: 429, headers: { 'retry-after': '0' } }, { status: 200 }]);
  t.match(await busy.announce(), { code: 0 });
  t.equal(busy.bodies.length, 2);
  const broken = await announced(t, [{ status: 500 }]);
  const { code, stdout, stderr } = await broken.announce();
  t.equal(broken.bodies.length, 1);
  t.match(stderr, /user-0001: planned restarts: the webhook did not take the message: HTTP status 500/);
  t.notMatch(`${stdout}${stderr}`, 's3cr3t');
  t.equal(code, 0, 'the owners were told all the same');
  t.match(rowsOf(stdout), [{ outcome: 'announced' }, { outcome: 'announced' }]);
});

t.test('nobody there is no failure of the run', async (t) => {
  const { announce, file } = await announced(t, [{ status: 200 }]);
  // The discard port: nothing listens there.
  writeFileSync(file, `http://127.0.0.1:9/${SECRET}`);
  const { code, stderr } = await announce();
  t.equal(code, 0);
  t.match(stderr, /did not take the message: no answer \(ECONNREFUSED\)/);
  t.notMatch(stderr, 's3cr3t');
});

t.test(
  'a file that can’t be meant is refused before anybody is told, and its text is not shown',
  async (t) => {
    const { announce, file, events } = await announced(t, [{ status: 200 }]);
    for (const [content, why] of [
      [SECRET, /holds no URL/],
      [`http://example.org/${SECRET}`, /holds a URL that is not https/],
    ] as const) {
      writeFileSync(file, content);
      const { code, stderr } = await announce();
      t.equal(code, 2);
      t.match(stderr, why);
      t.notMatch(stderr, 's3cr3t');
    }
    t.same(events(), []);
  },
);
