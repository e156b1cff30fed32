import t from 'tap';
import { pullOf } from './read-pulls.ts';

t.test('one image that took long makes a cold start', async (t) => {
  t.equal(pullOf([{ present: true }]), 'warm');
  t.equal(pullOf([{ present: false, ms: 300 }, { present: true }]), 'warm');
  t.equal(pullOf([{ present: true }, { present: false, ms: 65_000 }]), 'cold');
  t.equal(pullOf([{ present: false }, { present: false, ms: 65_000 }]), 'cold');
});

t.test('without Events, or without their figures, nothing is said', async (t) => {
  t.equal(pullOf([]), undefined);
  t.equal(pullOf([{ present: true }, { present: false }]), undefined);
});
