import type { Attention, PageData } from '../model/page-data.ts';
import { count, element, section } from './dom.ts';
import { timeText } from './words.ts';

/** So many things, and commands of each, are shown at once; the others open with a click. */
const SHOWN = 12;
const COMMANDS = 3;

/** What happened, and what the page was made from. */
export function headSection({ run, at, sentence, notes }: PageData): HTMLElement {
  const lines = run.length > 0 ? run : at === undefined ? [] : [`Run of ${timeText(at)}`];
  return element(
    'header',
    {},
    element('h1', {}, 'Notebook restarts'),
    element('p', { class: 'sentence' }, sentence.replaceAll(/(\d) /g, '$1\u00a0')),
    ...lines.map((line) => element('p', { class: 'note' }, line)),
    ...notes.map((note) => element('p', { class: 'note missing' }, note)),
  );
}

/** What needs a person, with the command to look further. */
export function attentionSection({ attention }: PageData): HTMLElement {
  if (attention.length === 0) {
    const none = section('attention', 'Nothing needs a person');
    none.classList.add('calm');
    return none;
  }
  const heading = `${count(attention.length)} ${attention.length === 1 ? 'thing needs' : 'things need'} a person`;
  return section(
    'attention',
    heading,
    element('ul', {}, ...attention.slice(0, SHOWN).map(item)),
    more(attention.slice(SHOWN), 'more', (rest) => element('ul', {}, ...rest.map(item))),
  );
}

const item = ({ title, reason, commands }: Attention): HTMLElement =>
  element(
    'li',
    {},
    element('strong', {}, title),
    reason === '' ? undefined : element('p', {}, reason),
    commands.length === 0 ? undefined : commandList(commands.slice(0, COMMANDS)),
    more(commands.slice(COMMANDS), 'more commands', commandList),
  );

const commandList = (commands: readonly string[]): HTMLElement =>
  element('code', { tabindex: '0' }, commands.join('\n'));

/** What is made only when somebody opens it: there may be thousands. */
function more<T>(
  rest: readonly T[],
  words: string,
  make: (rest: readonly T[]) => HTMLElement,
): HTMLElement | undefined {
  if (rest.length === 0) return undefined;
  const details = element('details', {}, element('summary', {}, `${count(rest.length)} ${words}`));
  details.addEventListener('toggle', () => details.append(make(rest)), { once: true });
  return details;
}
