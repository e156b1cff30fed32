import t from 'tap';
import { digest, plan, REPOSITORY } from '../testing.ts';

const file = 'overlays/prod/kustomization.yaml';

t.test('the new name counts, else the name', async (t) => {
  const text = (tag: string) =>
    `images:\n- name: notebook\n  newName: ${REPOSITORY}\n  newTag: ${tag}\n- {name: ${REPOSITORY}, newTag: ${tag}}\n- {name: ${REPOSITORY}, newName: other, newTag: v1}\n`;
  t.equal((await plan(text('v1'), { file })).after, text('v2'));
  const pinned = (hex: string) => `images: [{name: ${REPOSITORY}, digest: ${digest(hex)}}]`;
  t.equal((await plan(pinned('b'), { file, form: 'digest' })).after, pinned('a'));
});

t.test('only the images of a kustomization are such', async (t) => {
  const text = `images: [{name: ${REPOSITORY}, newTag: v1}]`;
  t.same((await plan(text, { file: 'values.yaml' })).rows, []);
  t.same((await plan(`more: {${text}}`, { file })).rows, []);
});
