import { isIndex } from '@patch-notebook-sts/core/rows/image-row';
import * as z from 'zod';
import { answerError } from './answer-error.ts';
import {
  fileUrl,
  MANIFEST_FILES,
  manifestUrl,
  type Place,
  placeOf,
  storageUrl,
  tagsUrl,
  zapUrl,
} from './artifactory.ts';
import { type Credentials, directHeader } from './credentials.ts';
import type { Answer, Http, HttpRequest } from './http.ts';
import { parseJson } from './json.ts';
import { indexPlatforms, MANIFEST_TYPES, sniffManifestType, verifyDigest } from './manifest.ts';
import { type AskManifest, resolveManifest, tagDigests } from './manifest-source.ts';
import { memo } from './memo.ts';
import { type Resolved, type Source, Unresolved } from './source.ts';
import { listTags } from './tag-list.ts';

export interface JfrogOptions {
  url: URL | undefined;
  repositoryKey: string | undefined;
  credentials: Credentials | undefined;
  /** Whether a remote repository is to forget what it has of a tag before it is asked for it. */
  expireCache: boolean;
}

/** https://jfrog.com/help/r/jfrog-rest-apis/file-info; the checksum is bare hex. */
const FileInfo = z.object({ checksums: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) });

/**
 * Resolves tags through Artifactory: its Docker API, and its storage API where that isn't reachable.
 *
 * A remote repository answers from its cache until its Metadata Retrieval Cache Period is over, and a request can't say
 * that it wants to know better; `expireCache` is what the API has against that.
 */
export function createJfrogSource(http: Http, options: JfrogOptions): Source {
  const authorization = directHeader(options.credentials);
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };

  const send = async (request: HttpRequest): Promise<Answer> => {
    const answer = await http({ ...request, headers: { ...headers, ...request.headers } });
    return accepted(answer, request.url.host, authorization !== undefined);
  };
  const askOf =
    (place: Place): AskManifest =>
    (method, reference) =>
      send({ method, url: manifestUrl(place, reference), headers: { accept: MANIFEST_TYPES } });
  const place = (repository: string): Place => {
    const found = placeOf(repository, options.url, options.repositoryKey);
    if (found.key !== '') return found;
    throw new Unresolved(
      'invalid-response',
      `${repository} names no Docker repository; give --repository-key`,
    );
  };
  const head = memo((repository: string, tag: string) => askOf(place(repository))('HEAD', tag));

  return {
    name: 'jfrog',
    resolve: async ({ repository, tag }) => {
      const at = place(repository);
      if (options.expireCache) await expire(at, tag, send);
      try {
        return await resolveManifest(await head(repository, tag), askOf(at), tag, at.base.host);
      } catch (error) {
        // The Docker API says 404 where it is switched off, or its path is not let through, too.
        if (!(error instanceof Unresolved) || error.code !== 'not-found') throw error;
        return resolveStored(at, tag, send);
      }
    },
    tags: memo(async (repository: string) => {
      const at = place(repository);
      const tags = await listTags(tagsUrl(at), (url) => send({ method: 'GET', url }));
      return tagDigests(tags, (tag) => head(repository, tag), askOf(at), at.base.host);
    }),
  };
}

type Send = (request: HttpRequest) => Promise<Answer>;

/** A tag's digest from the checksum of its stored manifest; a list is read too, for its platforms. */
async function resolveStored(at: Place, tag: string, send: Send): Promise<Resolved> {
  const where = at.base.host;
  for (const file of MANIFEST_FILES) {
    const info = await send({ method: 'GET', url: storageUrl(at, tag, file) }).catch(ifMissing);
    if (info === undefined) continue;
    const parsed = FileInfo.safeParse(parseJson(info.body));
    if (!parsed.success) throw new Unresolved('invalid-response', `${where} sent no checksum of ${file}`);
    const digest = `sha256:${parsed.data.checksums.sha256}`;
    if (file === 'manifest.json') return { digest, platforms: {} };
    const list = await send({ method: 'GET', url: fileUrl(at, tag, file) });
    verifyDigest(list.body, digest, where);
    const mediaType = sniffManifestType(list.body, where);
    return { digest, mediaType, platforms: isIndex(mediaType) ? indexPlatforms(list.body, where) : {} };
  }
  throw new Unresolved(
    'not-found',
    `${where} has no ${at.image}:${tag} in ${at.key}, or hides it from these credentials; check the names and the key`,
  );
}

/** Has the cache of a remote repository expire; that there is none to expire is no error. */
async function expire(at: Place, tag: string, send: Send): Promise<void> {
  await send({ method: 'POST', url: zapUrl(at, tag) }).catch((error: unknown) => {
    if (error instanceof Unresolved && error.code === 'forbidden') {
      const sentence = `${at.base.host} lets nobody expire ${at.key} without the permission to manage it`;
      throw new Unresolved('forbidden', `${sentence}; grant it, or leave out --expire-cache`);
    }
    return ifMissing(error);
  });
}

function ifMissing(error: unknown): undefined {
  if (!(error instanceof Unresolved) || error.code !== 'not-found') throw error;
}

function accepted(answer: Answer, host: string, loggedIn: boolean): Answer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  if (answer.status === 404) throw new Unresolved('not-found', `${host} has no such thing; check the names`);
  if (answer.status === 401) {
    throw new Unresolved(
      'unauthorized',
      loggedIn
        ? `${host} refuses these credentials; check them, or make a new token`
        : `${host} wants a login; give JF_ACCESS_TOKEN, --token-file, or JF_USER and JF_PASSWORD`,
    );
  }
  throw answerError(answer, host);
}
