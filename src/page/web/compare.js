// Two runs side by side: the marks of the other one stand in the graph, and a line says where they part.

import { get } from './api.js';
import { button, byId, dialog, h, mark, put, toast } from './dom.js';
import { Run } from './model.js';
import { set, state } from './store.js';
import { markOfStatus, took } from './words.js';

export function chooseOther() {
  const others = (state.project?.runs ?? []).filter((/** @type {any} */ run) => run.id !== state.runId);
  if (others.length === 0) {
    toast('There is no other run: run the machine again first.');
    return;
  }
  const shown = dialog('Compare with', h('ul', { class: 'list db' }, others.map((/** @type {any} */ one) => h('li', null,
    h('button', { type: 'button', class: 'row', onclick: () => {
      shown.close();
      compare(one.id);
    } }, mark(markOfStatus(one.status)), h('span', { class: 'grow cut' }, `${one.name || one.machine} · ${one.status}`), h('span', { class: 'num' }, took(one.took)))))));
}

/** @param {string} other */
async function compare(other) {
  try {
    const [doc, pair] = await Promise.all([get('run', { id: other }), get('compare', { old: other, new: state.runId })]);
    set({ otherRun: { run: new Run(doc), pair } });
  } catch (/** @type {any} */ error) {
    toast(error.message);
  }
}

export function drawCompare() {
  const { otherRun, run } = state;
  const place = byId('pend');
  place.hidden = !otherRun;
  if (!otherRun || !run) return;
  const { parting } = otherRun.pair;
  const step = parting?.new ?? parting?.old;
  const visit = step ? find(step) : -1;
  put(place, h('span', { class: 'grow' }, `compared with ${otherRun.run.doc.name || otherRun.run.id}: `,
    step ? `they part in ${[...(parting.place ?? []), step.state ?? ''].join(' › ')}` : 'both did the same'),
  visit >= 0 && button({ class: 'btn sm', onclick: () => set({ state: run.pointerOf(visit), visit }) }, 'Show'),
  button({ class: 'btn sm', onclick: () => set({ otherRun: null }) }, 'End'));
}

/** @param {any} step */
function find(step) {
  const { run, otherRun } = state;
  if (!run) return -1;
  const name = step.state ?? step.name;
  const at = run.states.findIndex((/** @type {any} */ one) => one.name === name);
  return at < 0 ? -1 : (run.visitsOf[at][0] ?? -1) + (otherRun ? 0 : 0);
}
