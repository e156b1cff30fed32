import t from 'tap';
import { copiesTo } from './copies-to.ts';

const PATH = '/pre-home/worker.yml';

t.test('where a layer was copied to', async (t) => {
  for (const [command, where] of [
    ['COPY worker.yml /pre-home # buildkit', 'there'],
    ['COPY worker.yml /pre-home/ # buildkit', 'there'],
    ['COPY a.yml /pre-home/worker.yml # buildkit', 'there'],
    ['ADD files.tar / # buildkit', 'there'],
    ['COPY --chown=1000:100 a b /pre-home # buildkit', 'there'],
    ['/bin/sh -c #(nop) COPY file:8f2c in /pre-home ', 'there'],
    ['/bin/sh -c #(nop) ADD file:8f2c in / ', 'there'],
    ['COPY prepare.sh /usr/bin/prepare.sh # buildkit', 'elsewhere'],
    ['COPY worker.yml /pre-home2 # buildkit', 'elsewhere'],
    ['/bin/sh -c #(nop) COPY dir:8f2c in /opt/pre-home ', 'elsewhere'],
    ['COPY worker.yml . # buildkit', undefined],
    ['COPY worker.yml $HOME # buildkit', undefined],
    ['RUN /bin/sh -c cp a /opt # buildkit', undefined],
    ['/bin/sh -c COPY a /opt', undefined],
    ['WORKDIR /pre-home', undefined],
    ['', undefined],
  ] as const)
    t.equal(copiesTo(command, PATH), where, command);
});
