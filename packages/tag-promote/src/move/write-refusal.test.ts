import t from 'tap';
import { mayPass, writeRefusal } from './write-refusal.ts';

const where = { host: 'reg.example', repository: 'reg.example/lab', tag: 'recommended' };
const why = (method: 'PUT' | 'DELETE', status: number, error?: object) =>
  writeRefusal(
    method,
    {
      url: new URL('https://reg.example/'),
      status,
      headers: {},
      body: Buffer.from(error === undefined ? '<html>' : JSON.stringify({ errors: [error] })),
    },
    where,
  );

t.test('each refusal has its sentence', async (t) => {
  for (const status of [200, 201, 202]) t.equal(why('PUT', status), undefined);
  const table: [RegExp, number, object?][] = [
    // https://github.com/moby/buildkit/issues/3776
    [
      /immutable; take it out of that rule/,
      400,
      { code: 'TAG_INVALID', message: 'the repository is immutable' },
    ],
    [/immutable/, 412, { code: 'PRECONDITION', message: "configured as immutable, can't be updated" }],
    // https://github.com/Azure/acr/issues/84
    [/has locked .*write-enabled/, 403, { code: 'DENIED', message: 'The operation is disallowed.' }],
    [/is read-only/, 403, { code: 'DENIED', message: 'The system is in read only mode.' }],
    [/is read-only, or a cache/, 405, { code: 'UNSUPPORTED', message: 'The operation is unsupported.' }],
    [
      /misses a part of the image/,
      400,
      { code: 'MANIFEST_BLOB_UNKNOWN', message: 'blob unknown to registry' },
    ],
    [
      /refuses the manifest \(manifest invalid\)/,
      400,
      { code: 'MANIFEST_INVALID', message: 'manifest invalid' },
    ],
    [/need push permission/, 401],
    [/need push permission/, 403, { code: 'DENIED', message: 'requested access is denied' }],
    [/no repository/, 404, { code: 'NAME_UNKNOWN', message: 'repository name not known' }],
    [/limits requests/, 429],
    [/failed with status 503/, 503],
  ];
  for (const [sentence, status, error] of table) t.match(why('PUT', status, error), sentence);
  t.match(
    why('PUT', 403, { code: 'DENIED', message: 'a\u001b[31mb' }),
    /\(a\\u001b\[31mb\)/,
    'no control characters',
  );
});

t.test('a registry that can’t delete a tag alone', async (t) => {
  const sentence = /can't delete a tag alone, .*delete the tag recommended with/;
  t.match(why('DELETE', 400, { code: 'DIGEST_INVALID', message: 'did not match' }), sentence);
  t.match(why('DELETE', 405, { code: 'UNSUPPORTED' }), sentence);
  t.match(why('DELETE', 403), /need delete permission/);
  t.match(why('DELETE', 412, { code: 'X', message: 'immutable' }), /immutable/);
});

t.test('what may pass', async (t) => {
  t.same([400, 403, 408, 412, 429, 500, 503].filter(mayPass), [408, 429, 500, 503]);
});
