import type { IncomingMessage, ServerResponse } from 'node:http';
import { createAuthority } from '../registry/certificates.ts';
import { startListener } from '../registry/listener.ts';

/** A pull request, as much of it as GitHub's API has and anybody here reads. */
export interface PullRequest {
  number: number;
  state: 'open' | 'closed';
  title: string;
  body: string;
  html_url: string;
  base: { ref: string };
  /** `label` is `OWNER:BRANCH`; the commit of a closed one stays what it was. */
  head: { ref: string; label: string; sha: string };
}

export interface GithubOptions {
  /** `OWNER/NAME` of the one repository. */
  repository: string;
  token: string;
  /** The commit of a branch. */
  commitOf: (branch: string) => string;
}

/** A running server. */
export interface Github {
  /** For HTTPS_PROXY: whatever host a client asks for, it gets this server under that host's name. */
  readonly proxyUrl: string;
  /** The certificate authority of all hosts, PEM. */
  readonly caPem: string;
  readonly pulls: PullRequest[];
  /** Every request: `METHOD path status`. */
  readonly requests: string[];
  /** Called before a pull request is opened: somebody else may be faster. */
  beforeOpen: () => void;
  open(title: string, branch: string, base: string, body: string): PullRequest;
  closePull(number: number): void;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  body: unknown;
}

/**
 * A small GitHub with the API for pull requests, as `gh api` asks it on a server of one's own, below `/api/v3`.
 * https://docs.github.com/en/rest/pulls/pulls
 */
export async function startGithub({ repository, token, commitOf }: GithubOptions): Promise<Github> {
  const authority = await createAuthority();
  const pulls: PullRequest[] = [];
  const requests: string[] = [];
  const [owner = ''] = repository.split('/');
  const refresh = () => {
    for (const pull of pulls) if (pull.state === 'open') pull.head.sha = commitOf(pull.head.ref);
  };

  const answer = (
    method: string,
    url: URL,
    authorization: string,
    body: Partial<Record<string, string>>,
  ): Answer => {
    if (authorization !== `token ${token}`) return { status: 401, body: { message: 'Bad credentials' } };
    const [, name, number] = /^\/api\/v3\/repos\/([^/]+\/[^/]+)\/pulls(?:\/(\d+))?$/.exec(url.pathname) ?? [];
    if (name !== repository) return { status: 404, body: { message: 'Not Found' } };
    refresh();
    if (method === 'GET')
      return { status: 200, body: pulls.filter((pull) => isAskedFor(pull, url.searchParams)) };
    const { title = '', head = '', base = '', body: text = '' } = body;
    if (method === 'PATCH') {
      const pull = pulls.find((one) => one.number === Number(number));
      if (pull === undefined) return { status: 404, body: { message: 'Not Found' } };
      return { status: 200, body: Object.assign(pull, { title, body: text }) };
    }
    github.beforeOpen();
    if (pulls.some((pull) => pull.state === 'open' && pull.head.ref === head && pull.base.ref === base)) {
      const message = `A pull request already exists for ${owner}:${head}.`;
      return { status: 422, body: { message: 'Validation Failed', errors: [{ code: 'custom', message }] } };
    }
    return { status: 201, body: github.open(title, head, base, text) };
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const url = new URL(request.url ?? '/', 'https://github.test');
    const { method = '', headers } = request;
    const { status, body } = answer(
      method,
      url,
      headers.authorization ?? '',
      text === '' ? {} : JSON.parse(text),
    );
    requests.push(`${method} ${url.pathname} ${status}`);
    response
      .writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(body));
  };
  const listener = await startListener(
    (request, response) => void handle(request, response).catch(() => response.destroy()),
    authority,
    () => false,
  );

  const github: Github = {
    proxyUrl: `http://127.0.0.1:${listener.port}`,
    caPem: authority.caPem,
    pulls,
    requests,
    beforeOpen: () => {},
    open: (title, branch, base, body) => {
      const number = pulls.length + 1;
      const pull: PullRequest = {
        ...{
          number,
          state: 'open',
          title,
          body,
          html_url: `https://github.test/${repository}/pull/${number}`,
        },
        base: { ref: base },
        head: { ref: branch, label: `${owner}:${branch}`, sha: commitOf(branch) },
      };
      pulls.push(pull);
      return pull;
    },
    closePull: (number) => {
      refresh();
      for (const pull of pulls) if (pull.number === number) pull.state = 'closed';
    },
    close: () => listener.close(),
  };
  return github;
}

/** Whether a list of pull requests asks for one: by `state`, `head` and `base`. */
function isAskedFor({ state, head, base }: PullRequest, query: URLSearchParams): boolean {
  const isOf = (name: string, value: string) => (query.get(name) ?? value) === value;
  return isOf('state', state) && isOf('head', head.label) && isOf('base', base.ref);
}
