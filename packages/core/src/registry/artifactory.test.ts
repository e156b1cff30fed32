import t from 'tap';
import {
  fileUrl,
  locateImage,
  manifestUrl,
  promoteUrl,
  storageUrl,
  tagsUrl,
  tagUrl,
  zapUrl,
} from './artifactory.ts';

t.test('where an image is', async (t) => {
  const table: [repository: string, url: string | undefined, key: string | undefined, place: string[]][] = [
    [
      'acme.jfrog.io/docker-local/team/app',
      undefined,
      undefined,
      ['https://acme.jfrog.io/artifactory/', 'docker-local', 'team/app'],
    ],
    [
      'acme.jfrog.io/docker-local/app',
      'https://acme.jfrog.io/',
      'docker-local',
      ['https://acme.jfrog.io/artifactory/', 'docker-local', 'app'],
    ],
    [
      'myreg.azurecr.io/app',
      'http://art.lab:8082/artifactory',
      'acr-remote',
      ['http://art.lab:8082/artifactory/', 'acr-remote', 'app'],
    ],
    [
      'docker.art.lab/team/app',
      'https://art.lab/a/b/',
      'docker',
      ['https://art.lab/a/b/', 'docker', 'team/app'],
    ],
    ['acme.jfrog.io/app', undefined, undefined, ['https://acme.jfrog.io/artifactory/', '', 'app']],
  ];
  for (const [repository, url, key, place] of table) {
    const found = locateImage(repository, url === undefined ? undefined : new URL(url), key);
    t.same([found.base.href, found.key, found.image], place, repository);
  }
});

t.test('its URLs', async (t) => {
  const place = locateImage('acme.jfrog.io/docker/team/app', undefined, undefined);
  const base = 'https://acme.jfrog.io/artifactory';
  t.equal(manifestUrl(place, 'v1').href, `${base}/api/docker/docker/v2/team/app/manifests/v1`);
  t.equal(tagsUrl(place).href, `${base}/api/docker/docker/v2/team/app/tags/list`);
  t.equal(
    storageUrl(place, 'v1', 'manifest.json').href,
    `${base}/api/storage/docker/team/app/v1/manifest.json`,
  );
  t.equal(fileUrl(place, 'v1', 'manifest.json').href, `${base}/docker/team/app/v1/manifest.json`);
  t.equal(promoteUrl(place).href, `${base}/api/docker/docker/v2/promote`);
  t.equal(tagUrl(place, 'v1').href, `${base}/docker/team/app/v1`);
  t.equal(zapUrl(place, 'v1').href, `${base}/api/zap/docker-cache/team/app/v1`);
  t.equal(zapUrl({ ...place, key: 'docker-cache' }, 'v1').href, `${base}/api/zap/docker-cache/team/app/v1`);
});
