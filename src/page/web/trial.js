// An expression tried on the data of a state: its value is shown as one types.

import { send } from './api.js';
import { h, put } from './dom.js';
import { valueView } from './value.js';

let typed = '';
let version = 0;

/**
 * @param {import('./model.js').Run | null} run
 * @param {number} visit
 */
export function trial(run, visit) {
  const out = h('div', { role: 'status', 'aria-live': 'polite' });
  const given = run && visit >= 0 ? null : h('textarea', { class: 'area', rows: '4', 'aria-label': 'Input', spellcheck: 'false', oninput: later }, '{}');
  const field = h('textarea', { class: 'area', rows: '3', 'aria-label': 'Expression', spellcheck: 'false', placeholder: '$.order.id   States.Format(…)   {% $states.input.id %}', oninput: later });
  field.value = typed;
  /** @type {any} */
  let timer;
  function later() {
    typed = field.value;
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  }
  async function ask() {
    const mine = ++version;
    if (!field.value.trim()) {
      put(out, h('p', { class: 'note' }, run && visit >= 0 ? 'It sees the input of this visit, its result and its variables.' : 'It sees the input above.'));
      return;
    }
    const body = given ? { expression: field.value, input: given.value } : { expression: field.value, run: run?.id, visit };
    const found = await send('eval', body).catch((error) => ({ message: error.message }));
    if (mine !== version) return;
    put(out, answer(found));
  }
  ask();
  return h('div', null, given && h('label', { class: 'lab' }, 'Input', given), h('label', { class: 'lab' }, 'Expression', field), out);
}

/** @param {any} found */
function answer(found) {
  if ('value' in found) return valueView(`value (${found.language})`, found.value);
  if (found.undefined) return h('p', { class: 'empty' }, h('b', null, 'undefined'), found.help ?? `The ${found.language} expression has no value here.`);
  return h('div', { class: 'story bad' }, h('h3', null, found.code ?? 'It cannot be read'), h('p', { class: 'p pre' }, found.message));
}
