import t from 'tap';
import { artifactoryRefusal } from './artifactory-refusal.ts';

const place = { base: new URL('https://art.lab/artifactory/'), key: 'docker-local', image: 'lab' };
const why = (what: 'copy' | 'delete', status: number, body: string | Buffer = '', loggedIn = true) =>
  artifactoryRefusal(
    what,
    { url: new URL('https://art.lab/'), status, headers: {}, body: Buffer.from(body) },
    place,
    'w_2',
    loggedIn,
  );
const said = (message: string) => JSON.stringify({ errors: [{ status: 400, message }] });

t.test('each refusal has its sentence', async (t) => {
  for (const body of ['', 'Promotion ended successfully']) t.equal(why('copy', 200, body), undefined);
  t.equal(why('delete', 204), undefined);
  const override = said(
    "User doesn't have permissions to override 'docker-local:lab/r'. Needs delete permissions.",
  );
  const table: ['copy' | 'delete', number, string, RegExp][] = [
    [
      'copy',
      200,
      '\n<!doctype html>',
      /^art.lab answers with status 200 and not as Artifactory does; check --url$/,
    ],
    ['copy', 401, said('Bad credentials'), /^art.lab refuses these credentials; .*\(Bad credentials\)$/],
    [
      'copy',
      403,
      said('Forbidden'),
      /promote in docker-local; they need permission to deploy .*\(Forbidden\)$/,
    ],
    ['copy', 403, '<html>', /promote in docker-local; they need permission to deploy [^(]*$/],
    ['delete', 403, '', /delete in docker-local; they need permission to delete there$/],
    ['copy', 400, override, /replace a tag in docker-local; they need permission to delete and overwrite/],
    ['copy', 403, override, /replace a tag in docker-local/],
    ['copy', 409, said('The repository is immutable'), /replace a tag in docker-local/],
    ['delete', 403, override, /delete in docker-local; they need permission to delete there \(User/],
    [
      'copy',
      404,
      said('No such thing'),
      /no local repository docker-local, or no lab:w_2 in it \(No such thing\)$/,
    ],
    ['copy', 404, '404 page not found', /not as Artifactory does; check --url/],
    ['copy', 302, '', /status 302 and not as Artifactory does/],
    ['copy', 400, said('Bad tag'), /^art.lab refuses to copy lab:w_2, with status 400 \(Bad tag\)$/],
    ['copy', 429, '', /limits requests/],
    ['copy', 503, '<html>', /failed with status 503/],
  ];
  for (const [what, status, body, sentence] of table) t.match(why(what, status, body), sentence);
  t.match(why('copy', 401, '', false), /needs a login; give JF_ACCESS_TOKEN/);
  t.match(why('copy', 400, said('a\u001b[31mb\nc')), /\(a\\u001b\[31mb\\u000ac\)/, 'no control characters');
});
