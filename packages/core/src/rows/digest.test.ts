import t from 'tap';
import { Digest, hasBrokenDigest, isDigest, runningDigest } from './digest.ts';

const hex = 'b4465e2f5a92ee0505d01401516d9ba6e8084801700177f4ecad62be8fe23d9a';
const digest = `sha256:${hex}`;

t.test('a digest is an algorithm and exactly its number of lower-case hex digits', async (t) => {
  t.ok(isDigest(digest));
  t.ok(isDigest(`sha512:${hex}${hex}`));
  for (const wrong of [
    `sha256:${hex.slice(1)}`,
    `${digest}0`,
    hex,
    digest.toUpperCase(),
    `md5:${hex}`,
    '',
    ` ${digest}`,
  ]) {
    t.notOk(isDigest(wrong), wrong);
    t.notOk(Digest.safeParse(wrong).success, wrong);
  }
});

t.test('runningDigest reads every form that runtimes report', async (t) => {
  const manifest = { digest, comparable: true };
  const config = { digest, comparable: false };
  t.same(runningDigest(`k8scc01covidacr.azurecr.io/rstudio@${digest}`), manifest);
  t.same(runningDigest(`docker-pullable://rstudio@${digest}`), manifest);
  t.same(runningDigest(digest), config, 'CRI-O, kind: the config of the image');
  t.same(runningDigest(`docker://${digest}`), config);
  for (const none of ['', 'rstudio:v1', 'docker://abc', hex]) t.equal(runningDigest(none), undefined, none);
});

t.test('hasBrokenDigest tells damage from other forms', async (t) => {
  for (const broken of [`rstudio@sha256:${hex.slice(1)}`, 'sha256:', `docker://sha256:${hex}0`]) {
    t.ok(hasBrokenDigest(broken), broken);
  }
  for (const whole of ['', digest, `rstudio@${digest}`, `docker://${digest}`, 'docker://abc']) {
    t.notOk(hasBrokenDigest(whole), whole);
  }
});
