// Where a run stands that is stepped through: its data, what can be changed there, expressions, and the way to a test.

import { button, dialog, h, put, toast } from './dom.js';
import { valueView } from './value.js';
import { ask, command } from './stepping.js';
import { state } from './store.js';

/** What is evaluated at every stop. */
let watched = '';
let version = 0;

/** What is to be seen and done here. @returns {Node} */
export function here() {
  const { stepping } = state;
  if (!stepping || stepping.running || !stepping.lines) return h('p', { class: 'empty' }, h('b', null, 'The run goes on.'));
  const isMade = Boolean(stepping.tests);
  const isEntry = stepping.stop === 'entry';
  return h('div', { class: 'here' },
    h('div', { class: 'story', tabindex: '0', role: 'group', 'aria-label': 'Where it stands' }, stepping.lines.map((/** @type {string} */ line) => h('p', { class: 'p pre mono' }, line))),
    isMade && ['entry', 'call'].includes(stepping.stop) && stepping.type === 'Task' && answering(),
    stepping.stop === 'end' && isMade && keeping(),
    evaluating(),
    value(stepping.stop === 'end' ? 'output' : 'input', stepping.input, 'print input', isMade && isEntry ? () => change('input', 'print input') : null),
    'arguments' in stepping && value('arguments', stepping.arguments, 'print args', null),
    variables(isMade && isEntry),
    h('div', { class: 'acts' }, button({ class: 'btn sm', onclick: (/** @type {any} */ event) => context(event.target) }, 'Context object')),
    stepping.where.length > 1 && list('Everything that runs', stepping.where),
    stepping.changes.length > 0 && list('Changed by hand', stepping.changes));
}

/** @param {string} title @param {string[]} lines */
function list(title, lines) {
  return h('div', null, h('div', { class: 'tb' }, title), h('ul', { class: 'pre mono lines' }, lines.map((line) => h('li', null, line))));
}

/**
 * A value, shown whole if asked for, and changed where that can be.
 * @param {string} title
 * @param {any} shown
 * @param {string} words What asks for it.
 * @param {(() => void) | null} changes
 */
function value(title, shown, words, changes) {
  const place = h('div', null);
  const reveal = async () => {
    const found = await ask(words, true).catch((error) => toast(error.message));
    if (found && 'value' in found) put(place, valueView(title, found.value));
  };
  put(place, valueView(title, shown, reveal));
  return h('div', null, place, changes && h('div', { class: 'acts' }, button({ class: 'btn sm', onclick: changes }, `Change the ${title}`)));
}

/** @param {boolean} canChange */
function variables(canChange) {
  const { stepping } = state;
  const names = Object.keys(stepping.variables ?? {});
  if (names.length === 0) return null;
  return h('div', null, value('variables', stepping.variables, 'print vars', null),
    canChange && h('div', { class: 'acts' }, names.map((name) => button({ class: 'btn sm', onclick: () => change(`$${name}`, `eval $${name}`) }, `Change $${name}`))));
}

/**
 * Another value, as JSON.
 * @param {string} name `input`, or a variable.
 * @param {string} words What asks for the value that is there.
 */
async function change(name, words) {
  const found = await ask(words, true).catch((error) => ({ refused: error.message }));
  if (found?.refused) {
    toast(found.refused);
    return;
  }
  const area = h('textarea', { class: 'area', rows: '12', spellcheck: 'false', 'aria-label': `Value of ${name}` });
  area.value = JSON.stringify(found?.value ?? null, null, 2);
  const wrong = h('p', { class: 'bad', role: 'alert' });
  const shown = dialog(`Change ${name}`, h('div', { class: 'db' }, area, wrong, h('div', { class: 'acts' }, button({ class: 'btn pri', onclick: async () => {
    try {
      JSON.parse(area.value);
    } catch (/** @type {any} */ error) {
      put(wrong, error.message);
      return;
    }
    if (await command(`set ${name} ${area.value}`)) shown.close();
  } }, 'Change'))));
  area.focus();
}

/** Another answer, or an error, in place of what the mocks have. */
function answering() {
  const { stepping } = state;
  const who = stepping.nobody ? `Nobody answers: ${stepping.nobody}` : stepping.by ? `${stepping.by} answers.` : 'The mocks answer its call, if nothing is written here.';
  const area = h('textarea', { class: 'area', rows: '3', spellcheck: 'false', 'aria-label': `Answer of ${stepping.state}`, placeholder: '{"ok": true}   payload:{…}   throw:Declined:no money' });
  const give = (/** @type {string} */ words) => command(words).then((done) => done && toast(`${stepping.state} is answered like this.`));
  const error = h('input', { class: 'field', 'aria-label': `Error of ${stepping.state}`, placeholder: 'error, or error:cause' });
  return h('div', null, h('div', { class: 'tb' }, 'answer'), h('p', { class: 'note' }, who), area,
    h('div', { class: 'acts' }, button({ class: 'btn sm', onclick: () => area.value.trim() && give(`answer ${area.value}`) }, 'Answer like this')),
    h('div', { class: 'acts' }, error, button({ class: 'btn sm', onclick: () => error.value.trim() && give(`throw ${error.value}`) }, 'Let it fail')));
}

/** The value of an expression here; it stays, and is asked for at every stop. */
function evaluating() {
  const out = h('div', { role: 'status', 'aria-live': 'polite' });
  /** @type {any} */
  let timer;
  const field = h('input', { class: 'field', 'aria-label': 'Expression', spellcheck: 'false', placeholder: '$.total   States.Format(…)   {% $sum(items.price) %}', oninput: () => {
    watched = field.value;
    clearTimeout(timer);
    timer = setTimeout(evaluate, 120);
  } });
  field.value = watched;
  async function evaluate() {
    const mine = ++version;
    if (!watched.trim()) return put(out);
    const found = await ask(`eval ${watched}`).catch((error) => ({ refused: error.message }));
    if (mine !== version || !found) return undefined;
    return put(out, found.refused ? h('p', { class: 'p bad pre' }, found.refused) : found.undefined ? h('p', { class: 'note' }, 'undefined') : valueView('value', found.value));
  }
  evaluate();
  return h('div', null, h('label', { class: 'lab' }, 'Expression', field), out);
}

/** @param {any} at The button that was pressed. */
async function context(at) {
  const found = await ask('print context').catch((error) => ({ refused: error.message }));
  if (found && 'value' in found) at.parentElement.replaceWith(valueView('context', found.value));
  else if (found) toast(found.refused);
}

/** The run, with what was changed, as a test. */
function keeping() {
  const file = h('input', { class: 'field', 'aria-label': 'Test file' });
  file.value = state.stepping.tests;
  return h('div', null, h('div', { class: 'tb' }, 'keep it as a test'), h('div', { class: 'acts' }, file, button({ class: 'btn sm', onclick: () => command(`save ${file.value}`) }, 'Save as a test')));
}
