import t from 'tap';
import {
  announcementAnnotations,
  isFor,
  notebookAnnouncement,
  plannedKey,
  workloadAnnouncement,
} from './announcement.ts';

const announcement = {
  plannedFor: '2026-12-05T01:00:00-05:00',
  digests: `ghcr.io/org/app:v1@sha256:${'b'.repeat(64)}`,
  announcedAt: '2026-11-28T06:00:00Z',
};
const desk = { stsName: 'desk', namespace: 'bob' };

t.test('what is written is what is read', async (t) => {
  t.same(notebookAnnouncement(announcementAnnotations(announcement, desk, 'notebook')), announcement);
  t.same(workloadAnnouncement(announcementAnnotations(announcement, desk, 'namespace'), desk), announcement);
});

t.test('a part that is missing or can’t be read announces nothing', async (t) => {
  const annotations = announcementAnnotations(announcement, desk, 'notebook');
  t.equal(notebookAnnouncement(undefined), undefined);
  for (const key of Object.keys(annotations)) {
    t.equal(notebookAnnouncement({ ...annotations, [key]: undefined }), undefined, `without ${key}`);
    t.equal(notebookAnnouncement({ ...annotations, [key]: '' }), undefined, `${key} is empty`);
  }
  t.equal(notebookAnnouncement({ ...annotations, 'patch-notebook-sts/planned-for': 'Saturday' }), undefined);
  for (const text of ['', '{', 'null', '{"plannedFor":"2026-12-05T01:00:00Z"}', 7])
    t.equal(workloadAnnouncement({ [plannedKey(desk)]: text }, desk), undefined, String(text));
});

t.test('on a namespace each workload has a key of its own, which is one that Kubernetes takes', async (t) => {
  t.equal(plannedKey(desk), 'patch-notebook-sts/planned.statefulset.desk');
  const long = 'n'.repeat(253);
  const workloads = [
    desk,
    { ...desk, kind: 'Deployment' as const },
    { stsName: long },
    { stsName: `${long}m` },
  ];
  const keys = workloads.map(plannedKey);
  t.equal(new Set(keys).size, workloads.length);
  for (const length of [1, 42, 43, 44, 253]) keys.push(plannedKey({ stsName: 'a'.repeat(length) }));
  for (const key of keys)
    t.match(key, /^patch-notebook-sts\/(?=.{1,63}$)[a-z0-9]([-a-z0-9_.]*[a-z0-9])?$/, key);
});

t.test('an announcement is for each of its digests, and for no other', async (t) => {
  const both = { ...announcement, digests: 'a:v1@sha256:1,b:v1@sha256:2' };
  t.ok(isFor(both, 'b:v1@sha256:2'));
  t.ok(isFor(both, both.digests));
  t.notOk(isFor(both, 'b:v1@sha256:3'));
  t.notOk(isFor(both, 'a:v1@sha256:1,c:v1@sha256:2'));
  t.notOk(isFor(both, 'b:v1@sha256:22'));
});
