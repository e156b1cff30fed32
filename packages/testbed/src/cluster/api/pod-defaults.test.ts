import t from 'tap';
import { defaultPullPolicy } from './pod-defaults.ts';

t.equal(defaultPullPolicy('busybox'), 'Always');
t.equal(defaultPullPolicy('busybox:1'), 'IfNotPresent');
