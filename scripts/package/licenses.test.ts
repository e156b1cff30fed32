import t from 'tap';
import { licensesText } from './licenses.ts';

const TERMS = 'Copyright (c) 2013 A. N. Author\n\nTHE SOFTWARE IS PROVIDED WITHOUT WARRANTY';

t.test('the text comes from a file, the README, or what is kept; else it is an error', async (t) => {
  const root = t.testdir({
    file: { LICENCE: 'of a file', NOTICE: 'and a notice', 'README.md': `# License\n\n${TERMS}` },
    readme: { 'README.md': `# readme\n\nLicense\n-------\n\n${TERMS}\n` },
    name: { 'README.md': '### LICENSE\n\nBSD-3-Clause\n' },
    texts: { 'kept.txt': 'as it is kept' },
  });
  const one = (name: string, folder: string) => ({
    name,
    version: '1.0.0',
    license: 'MIT',
    folder: `${root}/${folder}`,
  });
  const kept = `${root}/texts`;
  t.match(licensesText([one('file', 'file')], kept), /^file@1\.0\.0 \(MIT\)\n\nof a file\nand a notice$/m);
  t.match(licensesText([one('readme', 'readme')], kept), TERMS);
  t.match(licensesText([one('kept', 'name')], kept), 'as it is kept');
  t.throws(() => licensesText([one('missing', 'name')], kept), /^missing@1\.0\.0: it has no license text/);
});
