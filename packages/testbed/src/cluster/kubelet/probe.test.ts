import t from 'tap';
import { unhealthy } from './probe.ts';

t.equal(
  unhealthy({ tcpSocket: { port: 9 } }, '198.51.100.7'),
  'Readiness probe failed: dial tcp 198.51.100.7:9: connect: connection refused',
);
t.equal(
  unhealthy({ httpGet: { port: 8888, path: '/api' } }, '198.51.100.7'),
  'Readiness probe failed: Get "http://198.51.100.7:8888/api": dial tcp 198.51.100.7:8888: connect: connection refused',
);
