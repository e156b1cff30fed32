import { plannedKey } from '@patch-notebook-sts/core/rows/announcement';
import { run } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';
import { IMAGE, NEW, NEWER, ndjson, OLD, rowsOf, staleNotebooks, staleRow, wanting } from './testing.ts';

const DATE = '2126-12-05T01:00:00-05:00';
const LATER = '2126-12-12T01:00:00-05:00';
const PLANNED = ['execute', '--at', DATE];

t.test('a dry run says what it would tell whom, and tells nobody', async (t) => {
  const { announce, rows, events, annotations } = await staleNotebooks(t, 2);
  const { code, stdout, stderr } = await announce(['--at', DATE], rows);
  t.equal(code, 0, stderr);
  t.match(rowsOf(stdout), [
    { stsName: 'notebook-00001', namespace: 'user-0001', outcome: 'planned', plannedFor: DATE },
    { stsName: 'notebook-00002', outcome: 'planned' },
  ]);
  t.match(stderr, /user-0001\/notebook-00001: would say: Its image was updated, .* 2126-12-05 01:00 -05:00/);
  t.match(stderr, /2 planned; nobody was told, say execute to do it/);
  t.same(events(), []);
  t.notOk('patch-notebook-sts/planned-for' in annotations());
});

t.test('an owner sees when, why, from which digest to which, and how to opt out', async (t) => {
  const { announce, rows, events, annotations, cluster } = await staleNotebooks(t, 1);
  const generation = cluster.objects('statefulsets')[0]?.metadata.generation;
  const { code, stdout, stderr } = await announce(PLANNED, rows);
  t.equal(code, 0, stderr);
  t.match(rowsOf(stdout), [{ outcome: 'announced', plannedFor: DATE, digests: `${IMAGE}:v1@${NEW}` }]);
  t.match(events(), [
    {
      involvedObject: { apiVersion: 'kubeflow.org/v1', kind: 'Notebook', name: 'notebook-00001' },
      metadata: { namespace: 'user-0001' },
      type: 'Normal',
      reason: 'ImageUpdatePlanned',
      source: { component: 'patch-notebook-sts' },
    },
  ]);
  const [event] = events();
  t.equal(event?.involvedObject.uid, cluster.objects('notebooks')[0]?.metadata.uid);
  for (const words of [
    'on or after 2126-12-05 01:00 -05:00',
    `${IMAGE}:v1: ${OLD.slice(0, 19)} → ${NEW.slice(0, 19)}`,
    'kubectl annotate notebook notebook-00001 -n user-0001 patch-notebook-sts/restart=never',
  ])
    t.ok(event?.message.includes(words), words);
  t.match(annotations(), {
    'patch-notebook-sts/planned-for': DATE,
    'patch-notebook-sts/planned-digest': `${IMAGE}:v1@${NEW}`,
    'patch-notebook-sts/announced-at': rowsOf(stdout)[0].announcedAt,
  });
  t.equal(cluster.objects('statefulsets')[0]?.metadata.generation, generation, 'nothing restarts by that');
});

t.test('a repeated run renews the Event and leaves the date', async (t) => {
  const { announce, rows, events, annotations } = await staleNotebooks(t, 3);
  await announce(PLANNED, rows);
  const before = annotations();
  // As after an hour, when the first Event has expired.
  for (const at of [LATER, '1h']) {
    const { code, stdout } = await announce(['execute', '--at', at], rows);
    t.equal(code, 0);
    t.same(
      rowsOf(stdout).map(({ outcome, plannedFor }) => [outcome, plannedFor]),
      rows.map(() => ['renewed', DATE]),
    );
  }
  t.same(annotations(), before);
  t.equal(events().length, 3, 'one for each owner');
  for (const { message } of events()) t.match(message, /2126-12-05 01:00 -05:00/);
});

t.test('an Event that has expired comes again', async (t) => {
  const { announce, rows, events, cluster } = await staleNotebooks(t, 1);
  await announce(PLANNED, rows);
  const [{ metadata } = { metadata: { name: '' } }] = events();
  cluster.remove('events', 'user-0001', metadata.name);
  await announce(PLANNED, rows);
  t.match(events(), [{ reason: 'ImageUpdatePlanned', metadata: { name: metadata.name } }]);
});

t.test('another digest is announced anew', async (t) => {
  const { announce, rows, events, annotations } = await staleNotebooks(t, 1);
  await announce(PLANNED, rows);
  const before = annotations()['patch-notebook-sts/announced-at'] ?? '';
  const moved = rows.map((row) => ({ ...row, ...wanting(NEWER) }));
  const { stdout } = await announce(['execute', '--at', LATER], moved);
  t.match(rowsOf(stdout), [{ outcome: 'announced', plannedFor: LATER }]);
  t.equal(annotations()['patch-notebook-sts/planned-digest'], `${IMAGE}:v1@${NEWER}`);
  t.ok((annotations()['patch-notebook-sts/announced-at'] ?? '') > before);
  t.equal(events().length, 1);
  t.match(events()[0]?.message, NEWER.slice(0, 19));
});

t.test('who has opted out or stopped meanwhile is left alone', async (t) => {
  const { announce, rows, events, annotate, cluster } = await staleNotebooks(t, 4);
  annotate('notebook-00001', { 'patch-notebook-sts/restart': 'never' });
  annotate('notebook-00002', { 'kubeflow-resource-stopped': 'now' });
  cluster.remove('notebooks', 'user-0001', 'notebook-00003');
  await cluster.settled();
  const { code, stdout } = await announce(PLANNED, [...rows, staleRow('nowhere')]);
  t.equal(code, 0);
  t.same(
    rowsOf(stdout).map(({ stsName, outcome, reason }) => [stsName, outcome, reason]),
    [
      ['notebook-00001', 'skipped', 'its notebook asks for no restarts'],
      ['notebook-00002', 'skipped', 'it is scaled to 0, and will pull the current image when it starts'],
      ['notebook-00003', 'skipped', 'it is gone'],
      ['notebook-00004', 'announced', undefined],
      ['nowhere', 'skipped', 'it is gone'],
    ],
  );
  t.equal(events().length, 1);
});

t.test('without a Notebook the announcement stands on the namespace', async (t) => {
  const { announce, events, namespaceAnnotations } = await staleNotebooks(t, 1, { withPlain: true });
  const plain = staleRow('plain', { notebook: undefined });
  const { code, stdout, stderr } = await announce(PLANNED, [plain]);
  t.equal(code, 0, stderr);
  const [{ announcedAt, digests }] = rowsOf(stdout);
  t.same(JSON.parse(namespaceAnnotations()[plannedKey(plain)] ?? ''), {
    plannedFor: DATE,
    digests,
    announcedAt,
  });
  t.match(events(), [{ involvedObject: { kind: 'StatefulSet', name: 'plain', uid: 'plain-uid' } }]);
  t.match(events()[0]?.message, 'kubectl annotate namespace user-0001 patch-notebook-sts/restart=never');
  t.match(rowsOf((await announce(['execute', '--at', LATER], [plain])).stdout), [
    { outcome: 'renewed', plannedFor: DATE },
  ]);
  t.match(rowsOf((await announce(['execute', '--cancel'], [plain])).stdout), [{ outcome: 'cancelled' }]);
  t.notOk(plannedKey(plain) in namespaceAnnotations());
});

t.test('--cancel takes announcements back, and says so', async (t) => {
  const { announce, rows, events, annotations } = await staleNotebooks(t, 2);
  const before = annotations();
  await announce(PLANNED, rows.slice(0, 1));
  const { code, stdout } = await announce(['execute', '--cancel'], rows);
  t.equal(code, 0);
  t.match(rowsOf(stdout), [
    { outcome: 'cancelled', plannedFor: DATE },
    { outcome: 'skipped', reason: 'nothing is announced' },
  ]);
  t.same(annotations(), before);
  t.match(events(), [
    { reason: 'ImageUpdateCancelled', message: /planned for 2126-12-05 01:00 -05:00 is taken back/ },
  ]);
});

t.test('--done tells what became of the restarts, and ends what was announced', async (t) => {
  const { announce, rows, events, annotations } = await staleNotebooks(t, 5);
  await announce(PLANNED, rows);
  const digests = `${IMAGE}:v1@${NEW}`;
  const startedAt = '2026-12-05T06:00:00Z';
  const outcomes = [
    { outcome: 'verified', startedAt, readyAt: '2026-12-05T06:01:00Z' },
    { outcome: 'failed', startedAt, reason: 'container nb: CrashLoopBackOff: no such module' },
    { outcome: 'skipped', reason: 'its notebook was active 5 min ago' },
    { outcome: 'not-attempted', reason: 'stopped' },
    { outcome: 'failed', reason: 'the server is unable to handle the request' },
  ].map((outcome, index) => ({
    ...rows[index],
    containers: undefined,
    action: undefined,
    digests,
    ...outcome,
  }));
  const { code, stdout, stderr } = await announce(['execute', '--done'], outcomes);
  t.equal(code, 0, stderr);
  t.same(
    rowsOf(stdout).map(({ outcome }) => outcome),
    ['reported', 'reported', 'reported', 'skipped', 'skipped'],
  );
  const told = events().filter(({ reason }) => reason !== 'ImageUpdatePlanned');
  t.match(
    told.map(({ involvedObject, reason, type, message }) => [involvedObject.name, type, reason, message]),
    [
      ['notebook-00001', 'Normal', 'ImageUpdated', /^It was restarted for its updated image/],
      ['notebook-00002', 'Warning', 'ImageUpdateFailed', /CrashLoopBackOff: no such module/],
      ['notebook-00003', 'Normal', 'ImageUpdateSkipped', /was active 5 min ago/],
    ],
  );
  t.equal(events().length, 5 + 3, 'one before and one after');
  const isAnnounced = (name: string) => 'patch-notebook-sts/planned-for' in annotations(name);
  t.same(
    rows.map(({ stsName }) => isAnnounced(stsName)),
    [false, false, false, true, true],
  );
  await announce(['execute', '--done'], outcomes);
  t.equal(events().length, 5 + 3, 'said again, it is the same Event');
});

t.test('--done leaves what was announced for another digest since', async (t) => {
  const { announce, rows, annotations } = await staleNotebooks(t, 1);
  await announce(
    PLANNED,
    rows.map((row) => ({ ...row, ...wanting(NEWER) })),
  );
  const [row] = rows;
  const outcome = {
    ...row,
    containers: undefined,
    action: undefined,
    outcome: 'verified',
    digests: `${IMAGE}:v1@${NEW}`,
  };
  t.match(rowsOf((await announce(['execute', '--done'], [outcome])).stdout), [{ outcome: 'reported' }]);
  t.equal(annotations()['patch-notebook-sts/planned-for'], DATE);
});

t.test('two runs at a time announce once, and every Event has the date that stands', async (t) => {
  const { announce, rows, events, annotations } = await staleNotebooks(t, 40);
  const runs = await Promise.all([DATE, LATER].map((at) => announce(['execute', '--at', at], rows)));
  t.same(
    runs.map(({ code }) => code),
    [0, 0],
    runs.map(({ stderr }) => stderr).join(),
  );
  const outcomes = runs.map(({ stdout }) => rowsOf(stdout));
  for (const [index, { stsName }] of rows.entries()) {
    const both = outcomes.map((own) => own[index]);
    t.same(both.map(({ outcome }) => outcome).sort(), ['announced', 'renewed'], stsName);
    const date = annotations(stsName)['patch-notebook-sts/planned-for'];
    t.same(
      both.map(({ plannedFor }) => plannedFor),
      [date, date],
    );
    const own = events().filter(({ involvedObject }) => involvedObject.name === stsName);
    t.equal(own.length, 1);
    t.match(own[0]?.message, date === DATE ? '2126-12-05' : '2126-12-12');
  }
});

t.test('rights are asked for first', async (t) => {
  for (const denial of [
    { verb: 'create', resource: 'events', says: 'create events' },
    { verb: 'patch', resource: 'notebooks', says: 'patch notebooks.kubeflow.org' },
  ]) {
    const { announce, rows, events, cluster } = await staleNotebooks(t, 2);
    cluster.deny(denial);
    const { code, stdout, stderr } = await announce(PLANNED, rows);
    t.equal(code, 1);
    t.match(stderr, `not allowed to ${denial.says} in namespace user-0001; nobody was told`);
    t.equal(stdout, '');
    t.same(events(), []);
  }
});

t.test('who may not patch namespaces tells the owners of Notebooks', async (t) => {
  const { announce, rows, events, cluster } = await staleNotebooks(t, 1, { withPlain: true });
  cluster.deny({ verb: 'patch', resource: 'namespaces' });
  const { code, stdout } = await announce(PLANNED, [...rows, staleRow('plain', { notebook: undefined })]);
  t.equal(code, 1);
  t.match(rowsOf(stdout), [
    { outcome: 'announced' },
    {
      outcome: 'failed',
      reason: /^it has no Notebook, .*: not allowed to patch namespaces in namespace user-0001;/,
    },
  ]);
  t.match(
    events().map(({ involvedObject }) => involvedObject.name),
    ['notebook-00001'],
    'and of no other',
  );
});

t.test('where the Event can’t be written nothing is announced, and others are', async (t) => {
  const { announce, rows, events, annotations, cluster } = await staleNotebooks(t, 2);
  const path = /\/events\/notebook-00001/;
  cluster.faults.add({ method: 'PATCH', path, status: 500 });
  const { code, stdout, stderr } = await announce(PLANNED, rows);
  t.equal(code, 1, stderr);
  t.match(rowsOf(stdout), [
    { outcome: 'failed', reason: /Internal|error on the server/ },
    { outcome: 'announced' },
  ]);
  t.notOk('patch-notebook-sts/planned-for' in annotations());
  t.equal(events().length, 1);
  t.match(rowsOf((await announce(PLANNED, rows)).stdout).length, 2);
});

t.test('a run that was killed is run again', async (t) => {
  const { announce, rows, events, annotations } = await staleNotebooks(t, 3);
  // What it has left: an Event without its announcement, an announcement, and nothing.
  await announce(PLANNED, rows.slice(0, 2));
  await announce(['execute', '--cancel'], rows.slice(0, 1));
  const { code, stdout } = await announce(PLANNED, rows);
  t.equal(code, 0);
  t.same(
    rowsOf(stdout).map(({ outcome }) => outcome),
    ['announced', 'renewed', 'announced'],
  );
  t.equal(events().length, 3);
  for (const { stsName } of rows) t.equal(annotations(stsName)['patch-notebook-sts/planned-for'], DATE);
});

t.test('languages are said one after the other', async (t) => {
  const { announce, rows, events, folder } = await staleNotebooks(t, 1);
  const { code, stderr } = await announce([...PLANNED, '--template', 'en', '--template', 'fr'], rows);
  t.equal(code, 0, stderr);
  t.match(events()[0]?.message, /^Its image was updated.* \/ Son image a été mise à jour/);
  t.ok((events()[0]?.message.length ?? 0) < 1024);
  const file = `${folder}/own.yaml`;
  const { writeFileSync } = await import('node:fs');
  writeFileSync(file, 'planned: "Restart at {date} {images}"\n');
  await announce([...PLANNED, '--template', file], rows);
  t.match(events()[0]?.message, /^Restart at 2126-12-05 01:00 -05:00 k8scc01covidacr/);
  writeFileSync(file, 'planned: "Restart at {when}"\n');
  t.match(await announce([...PLANNED, '--template', file], rows), {
    code: 2,
    stderr: /own\.yaml: planned: \{when\} is not known/,
  });
});

t.test('what can’t be meant is refused', async (t) => {
  const refused = async (args: string[], stderr: RegExp, stdin = '') =>
    t.match(await run('sts-announce', args, {}, stdin), { code: 2, stdout: '', stderr }, args.join(' '));
  await refused([], /--at is needed/);
  await refused(['--at', 'Saturday'], /--at: "Saturday" is neither a date/);
  await refused(['--at', '2020-01-01T00:00:00Z'], /has passed; give a date to come/);
  await refused(['--at', '48h', '--cancel'], /cancel and at are mutually exclusive/);
  await refused(['--at', '48h', '--template', 'de'], /--template de: neither en nor fr, and cannot be read/);
  t.match(await run('sts-announce', ['--done'], {}, ndjson([staleRow('a')])), { code: 3 });
});
