import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { kubeconfig } from './kubeconfig.ts';

/** An API server that answers whatever a test wants, however odd that is. */
export interface ScriptedApi {
  kubeconfig: string;
  /** The paths and queries that were asked, in order. */
  requests: string[];
  close(): Promise<void>;
}

/** Starts one on a free port of 127.0.0.1. Without an answer of the script's, a request hangs. */
export async function startScriptedApi(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<ScriptedApi> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    kubeconfig: kubeconfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    requests,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
