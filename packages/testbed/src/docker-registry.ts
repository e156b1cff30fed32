import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer as createNetServer } from 'node:net';
import type { Test } from 'tap';

const sha256 = (body: string | Uint8Array) => createHash('sha256').update(body).digest('hex');

/** A layer to push: its bytes as they are, and the command that the history gives for it. */
export interface LayoutLayer {
  body: Uint8Array;
  command?: string;
  /** Default: `tar+gzip`. */
  type?: string;
}

/** What the images of a layout have beside their platform. */
export interface LayoutImage {
  created?: string | undefined;
  labels?: Record<string, string>;
  /** From the lowest up. Default: an empty one. */
  layers?: readonly LayoutLayer[];
}

/** Writes an image layout with one image for each platform and, for several, their index; skopeo pushes it. */
export function writeLayout(
  folder: string,
  platforms: readonly string[],
  { created, labels, layers = [{ body: Buffer.alloc(1024), type: 'tar' }] }: LayoutImage = {},
): string {
  mkdirSync(`${folder}/blobs/sha256`, { recursive: true });
  const put = (mediaType: string, value: unknown) => {
    const body = value instanceof Uint8Array ? value : JSON.stringify(value);
    writeFileSync(`${folder}/blobs/sha256/${sha256(body)}`, body);
    return { mediaType, digest: `sha256:${sha256(body)}`, size: body.length };
  };
  const type = (name: string) => `application/vnd.oci.image.${name}.v1+json`;
  const images = platforms.map((platform) => {
    const [os, architecture] = platform.split('/');
    const blobs = layers.map((layer) =>
      put(`application/vnd.oci.image.layer.v1.${layer.type ?? 'tar+gzip'}`, layer.body),
    );
    const config = put(type('config'), {
      os,
      architecture,
      created,
      config: { Labels: labels },
      rootfs: { type: 'layers', diff_ids: blobs.map(({ digest }) => digest) },
      history: layers.map(({ command }) => ({ created_by: command })),
    });
    const manifest = put(type('manifest'), {
      schemaVersion: 2,
      mediaType: type('manifest'),
      config,
      layers: blobs,
    });
    return { ...manifest, platform: { os, architecture } };
  });
  const index = { schemaVersion: 2, mediaType: type('index'), manifests: images };
  const top = platforms.length === 1 ? images : [put(type('index'), index)];
  writeFileSync(`${folder}/oci-layout`, '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(`${folder}/index.json`, JSON.stringify({ schemaVersion: 2, manifests: top }));
  return folder;
}

async function freePort(): Promise<number> {
  const server = createNetServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts Debian's docker-registry on a folder, until the test ends. @returns its host and port */
export async function startDockerRegistry(t: Test, storage: string, more: object = {}): Promise<string> {
  const host = `127.0.0.1:${await freePort()}`;
  const config = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: storage } },
    http: { addr: host },
    ...more,
  };
  const file = `${storage}-${host.split(':')[1]}.yml`;
  writeFileSync(file, JSON.stringify(config));
  const child: ChildProcess = spawn('docker-registry', ['serve', file], { stdio: 'ignore' });
  let failed: Error | undefined;
  child.once('error', (error) => {
    failed = error;
  });
  child.once('exit', (code) => {
    failed = new Error(`docker-registry exited with ${code}`);
  });
  t.teardown(() => child.kill());
  while (!(await fetch(`http://${host}/`).catch(() => undefined))) {
    if (failed !== undefined) throw failed;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return host;
}
