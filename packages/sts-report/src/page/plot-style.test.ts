import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { PLOT_CLASS, PLOT_STYLE } from './plot-style.ts';

t.test('it is the text that the installed Plot writes', async (t) => {
  const folder = new URL('../../node_modules/@observablehq/plot/', import.meta.url);
  const source = readFileSync(fileURLToPath(new URL('src/plot.js', folder)), 'utf8');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of Plot's source
  t.ok(source.replaceAll('${className}', PLOT_CLASS).includes(`\`${PLOT_STYLE}\``));
});
