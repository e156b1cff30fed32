import type { AccessReview } from './access.ts';

/** The bytes of each length-delimited field of a protobuf message; the testbed needs no other kind of field. */
function readFields(message: Buffer): Map<number, Buffer> {
  const fields = new Map<number, Buffer>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; at < message.length; shift += 7) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < message.length) {
    const tag = varint();
    const value = varint();
    if ((tag & 7) !== 2) continue;
    fields.set(tag >> 3, message.subarray(at, at + value));
    at += value;
  }
  return fields;
}

/** What Kubernetes puts in front of each protobuf body. */
const MAGIC = Buffer.from('k8s\0');

/**
 * Reads a SelfSubjectAccessReview in Kubernetes' protobuf envelope, which is how newer kubectl asks `auth can-i`.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
 * Field numbers: k8s.io/api/authorization/v1/generated.proto
 *
 * @returns undefined when the body is not in that envelope
 */
export function readProtobufReview(body: Buffer): AccessReview | undefined {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const inner = (message: Buffer | undefined, field: number) => message && readFields(message).get(field);
  const object = inner(body.subarray(MAGIC.length), 2);
  const attributes = inner(inner(object, 2), 1);
  const text = (field: number) => inner(attributes, field)?.toString() ?? '';
  return {
    spec: { resourceAttributes: { namespace: text(1), verb: text(2), group: text(3), resource: text(5) } },
  };
}
