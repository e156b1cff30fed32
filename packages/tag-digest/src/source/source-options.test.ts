import t from 'tap';
import { refuseMisplacedOptions } from './source-options.ts';

t.test('an option that the source ignores is refused', async (t) => {
  refuseMisplacedOptions({ source: 'registry', 'docker-config': 'x', 'pull-secret': ['a/b'], username: 'u' });
  refuseMisplacedOptions({ source: 'jfrog', url: 'https://a', 'ca-file': 'x', 'expire-cache': true });
  refuseMisplacedOptions({ source: 'az', 'registry-name': 'a', 'expire-cache': false });
  const refused = (message: string) => ({ exitCode: 2, message });
  t.throws(
    () => refuseMisplacedOptions({ source: 'az', url: 'x' }),
    refused('--url is for --source jfrog, not for az'),
  );
  t.throws(() => refuseMisplacedOptions({ source: 'az', 'ca-file': 'x' }), /registry or jfrog/);
  t.throws(() => refuseMisplacedOptions({ source: 'registry', 'registry-name': 'x' }), /for --source az/);
  t.throws(
    () => refuseMisplacedOptions({ source: 'jfrog', 'pull-secret': ['a/b'] }),
    /for --source registry/,
  );
});
