// The lists: machines of the project, runs. Choosing one goes there.

import { button, byId, h, mark, put } from './dom.js';
import { openDropped, openStart } from './start.js';
import { set, state } from './store.js';
import { markOfStatus, plural, took } from './words.js';

let filter = '';
let only = 'All';

/** @type {any} */
let parts;

export function makeLists() {
  const machines = h('ul', { class: 'list', id: 'machines' });
  const runs = h('ul', { class: 'list', id: 'runs' });
  const chips = h('div', { class: 'chips', role: 'group', 'aria-label': 'Show runs by status' });
  const input = h('input', { type: 'search', placeholder: 'Filter runs', 'aria-label': 'Filter runs', oninput: () => {
    filter = input.value.toLowerCase();
    drawRuns();
  } });
  const file = h('input', { type: 'file', class: 'sr', tabindex: '-1', 'aria-label': 'Open a saved run', onchange: () => {
    if (file.files?.[0]) openDropped(file.files[0]);
    file.value = '';
  } });
  parts = { machines, runs, chips };
  put(byId('side'), h('h2', { class: 'h' }, 'Machines'), machines,
    h('h2', { class: 'h' }, h('span', { class: 'grow' }, 'Runs'),
      button({ class: 'btn sm', onclick: () => openStart({}) }, 'Run'),
      button({ class: 'btn sm', title: 'A saved run, or a history of AWS', onclick: () => file.click() }, 'Open…')),
    file, h('div', { class: 'filter' }, input), chips, runs,
    h('div', { hidden: true }, h('h2', { class: 'h' }, 'Executions of the server'), h('ul', { class: 'list', id: 'executions' })),
    h('div', { hidden: true }, h('h2', { class: 'h' }, 'Parents and children'), h('ul', { class: 'list family', id: 'family' })));
}

export function drawMachines() {
  const { project, ref } = state;
  const all = project?.machines ?? [];
  if (!project) return;
  if (all.length === 0) {
    put(parts.machines, h('li', { class: 'empty pad' }, 'No machine in this folder. ', h('code', null, 'sfn init'), ' makes one.'));
    return;
  }
  put(parts.machines, ...all.map((/** @type {any} */ one) => h('li', null,
    h('button', { type: 'button', class: 'row', 'aria-current': String(one.ref === ref), title: one.ref, onclick: () => set({ ref: one.ref, runId: '', run: null, otherRun: null, state: '', visit: -1, event: 0 }) },
      mark('flow'), h('span', { class: 'grow cut' }, one.name),
      one.problem ? h('span', { class: 'bad', title: one.problem }, mark('bad'), ' broken') : h('span', { class: 'num' }, plural(one.states, 'state'))))));
}

export function drawRuns() {
  const all = state.project?.runs ?? [];
  const groups = { All: () => true, Succeeded: (/** @type {any} */ run) => run.status === 'SUCCEEDED', Running: (/** @type {any} */ run) => run.status === 'RUNNING', Failed: (/** @type {any} */ run) => !['SUCCEEDED', 'RUNNING'].includes(run.status) };
  put(parts.chips, ...Object.entries(groups).map(([name, is]) => {
    const number = all.filter(is).length;
    if (name === 'Running' && number === 0) return null;
    return h('button', { type: 'button', class: 'chip', 'aria-pressed': String(only === name), onclick: () => {
      only = name;
      drawRuns();
    } }, `${name} ${number}`);
  }));
  const shown = all.filter(groups[/** @type {keyof typeof groups} */ (only)]).filter((/** @type {any} */ run) => `${run.name} ${run.machine} ${run.status}`.toLowerCase().includes(filter));
  if (shown.length === 0) {
    const words = all.length ? 'No run fits.' : 'No run yet. Run a machine, or drop a saved run or a history of AWS here.';
    put(parts.runs, h('li', { class: 'empty pad' }, words));
    return;
  }
  put(parts.runs, ...shown.map(runRow));
}

/** @param {any} run */
function runRow(run) {
  const ended = markOfStatus(run.status);
  return h('li', null, h('button', { type: 'button', class: 'row', 'aria-current': String(run.id === state.runId), onclick: () => set({ runId: run.id }) },
    mark(ended === 'ok' && run.caught ? 'warn' : ended),
    h('span', { class: 'two' }, h('span', { class: 'cut', style: null }, run.name || run.machine),
      h('span', { class: 'sub' }, h('span', { class: 'cut' }, `${run.machine} · ${run.status}`))),
    h('span', { class: 'num' }, took(run.took))));
}
