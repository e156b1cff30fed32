import { createHash } from 'node:crypto';
import t from 'tap';
import { pageOf } from './html.ts';

const assets = { script: 'document.title;', style: 'body{margin:0}' };
const data = (text: string) => ({
  run: [text],
  sentence: text,
  attention: [{ title: text, reason: text, commands: [text] }],
  notes: [text],
  images: [{ reference: text, now: [text] }],
  workloads: [{ namespace: text, name: text, group: 'stale' as const, reason: text }],
});

t.test('the policy lets nothing run but the script of the page', async (t) => {
  const page = pageOf(data('x'), assets);
  const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  t.match(policy, /^default-src 'none'; script-src 'sha256-[^ ]+'; style-src /);
  t.ok(policy.includes(`script-src ${hash(assets.script)};`));
  t.ok(policy.includes(`style-src ${hash(assets.style)} `));
  t.notMatch(policy, /unsafe|https?:|\*/);
});

t.test('the parts of the page are the same whatever the rows hold', async (t) => {
  const hostile = '</script><img src=x onerror=alert(1)><!--"\'';
  const tags = (page: string) => page.match(/<[^>]*>/g);
  t.same(tags(pageOf(data(hostile), assets)), tags(pageOf(data('x'), assets)));
});
