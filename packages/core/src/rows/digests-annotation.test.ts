import t from 'tap';
import { digestsAnnotation } from './digests-annotation.ts';

const digest = (hex: string) => `sha256:${hex.repeat(64)}`;

t.test('the annotation names each digest once, in the same order whatever the containers', async (t) => {
  const row = {
    stsName: 'x',
    action: 'restart' as const,
    containers: ['ghcr.io/b/c:v1', 'a', 'a:latest'].map((image) => ({
      name: 'x',
      image,
      running: digest('0'),
      wanted: digest('1'),
    })),
  };
  t.equal(digestsAnnotation(row), `docker.io/library/a:latest@${digest('1')},ghcr.io/b/c:v1@${digest('1')}`);
});
