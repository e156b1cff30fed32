import t from 'tap';
import { failureOf, fakePod } from '../testing.ts';
import { parseFieldSelector, parseLabelSelector } from './selector.ts';

const object = fakePod({
  metadata: { labels: { app: 'lab', tier: 'gpu', 'statefulset.kubernetes.io/pod-name': 'lab-0' } },
});

for (const [selector, expected] of [
  ['', true],
  ['app', true],
  ['!app', false],
  ['other', false],
  ['!other', true],
  ['app=lab', true],
  ['app==lab', true],
  ['app = lab', true],
  ['app=other', false],
  ['app!=lab', false],
  ['app!=other', true],
  ['other!=x', true],
  ['app in (lab,web)', true],
  ['app in (web)', false],
  ['app notin (web, lab)', false],
  ['other notin (web)', true],
  ['other in (web)', false],
  ['app in (lab, web),tier=gpu', true],
  ['app=lab,tier!=gpu', false],
  ['statefulset.kubernetes.io/pod-name=lab-0', true],
] as const) {
  t.equal(parseLabelSelector(selector)(object), expected, selector || '(empty)');
}

for (const selector of ['=x', 'a=b=c', 'app in lab', 'a b', ',']) {
  t.match(
    failureOf(() => parseLabelSelector(selector)),
    { code: 400 },
    selector,
  );
}

for (const [selector, expected] of [
  ['', true],
  ['metadata.name=lab-0', true],
  ['metadata.name==lab-0,metadata.namespace=user', true],
  ['metadata.name!=lab-0', false],
  ['metadata.namespace=other', false],
  ['status.phase=Pending', true],
  ['spec.nodeName=', true],
] as const) {
  t.equal(parseFieldSelector('pods', selector)(object), expected, `field: ${selector}`);
}
t.match(
  failureOf(() => parseFieldSelector('pods', 'spec.hostname=x')),
  { message: 'field label not supported: spec.hostname' },
);

const event = {
  ...fakePod(),
  kind: 'Event',
  involvedObject: { kind: 'Pod', name: 'lab-0', uid: 'pod-uid' },
  source: { component: 'kubelet' },
  reason: 'Killing',
};
for (const [selector, expected] of [
  ['involvedObject.kind=Pod,involvedObject.name=lab-0', true],
  ['involvedObject.uid=other', false],
  ['reason=Killing,source=kubelet', true],
  ['reason!=Killing', false],
] as const) {
  t.equal(parseFieldSelector('events', selector)(event), expected, `of events: ${selector}`);
}
