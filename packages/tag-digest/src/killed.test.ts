import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { ROOT } from '@patch-notebook-sts/testbed/commands';
import t from 'tap';

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

t.test('a tag-digest that is killed leaves neither a tool with secrets nor its folder', async (t) => {
  const az = ['--source', 'az'];
  const cases: [program: string, args: string[], env: object, folders: number][] = [
    ['az', [...az, '--username', 'u'], { TAG_DIGEST_PASSWORD: 's3cret' }, 1],
    ['az', az, {}, 0],
    ['docker-credential-lab', [], {}, 0],
  ];
  for (const [program, args, env, folders] of cases) {
    const folder = t.testdir({ tmp: {}, 'config.json': '{"credsStore":"lab"}' });
    const script = `echo $$ > ${folder}/pid; [ -z "$AZURE_CONFIG_DIR" ] || touch "$AZURE_CONFIG_DIR/file"`;
    // At the end of stdin its watchdog knows it; before that, a kill may come too early.
    writeFileSync(`${folder}/${program}`, `#!/bin/sh\ncat > /dev/null; ${script}; sleep 600 & wait\n`);
    chmodSync(`${folder}/${program}`, 0o755);
    const child = spawn(`${ROOT}dist/bin/tag-digest`, ['v1', '--image', 'myreg.azurecr.io/app', ...args], {
      env: {
        PATH: `${folder}:${process.env.PATH}`,
        TMPDIR: `${folder}/tmp`,
        DOCKER_CONFIG: folder,
        ...env,
      },
    });
    const ended = once(child, 'exit');
    let pid = '';
    while (!pid.endsWith('\n')) {
      pid = existsSync(`${folder}/pid`) ? readFileSync(`${folder}/pid`, 'utf8') : '';
      await setTimeout(10);
    }
    t.equal(readdirSync(`${folder}/tmp`).length, folders);
    child.kill('SIGKILL');
    t.same(await ended, [null, 'SIGKILL']);
    while (readdirSync(`${folder}/tmp`).length > 0) await setTimeout(10);
    while (isAlive(Number(pid))) await setTimeout(10);
  }
});
