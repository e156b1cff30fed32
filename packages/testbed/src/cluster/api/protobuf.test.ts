import t from 'tap';
import { readProtobufReview } from './protobuf.ts';

// sent by kubectl 1.32 for `kubectl auth can-i patch statefulsets.apps -A`
const RECORDED =
  `6b3873000a320a17617574686f72697a6174696f6e2e6b38732e696f2f7631121753656c665375626a656374416363657373526576696577
12430a100a0012001a0022002a0032003800420012250a230a00120570617463681a0461707073220
02a0c737461746566756c73657473320 03a001a0808001200 1a00 20001a002200`.replace(/\s/g, '');

t.strictSame(readProtobufReview(Buffer.from(RECORDED, 'hex')), {
  spec: { resourceAttributes: { namespace: '', verb: 'patch', group: 'apps', resource: 'statefulsets' } },
});
t.equal(readProtobufReview(Buffer.from('{}')), undefined);
t.strictSame(readProtobufReview(Buffer.from('k8s\0')), {
  spec: { resourceAttributes: { namespace: '', verb: '', group: '', resource: '' } },
});
