// Keys, and the search. Single letters do nothing in text fields.

import { byId, dialog, h, mark, put } from './dom.js';
import { save, undo } from './edit.js';
import { nextTab } from './inspector.js';
import { kept, set, state } from './store.js';
import { STEP_KEYS } from './stepping.js';
import { stepBy, stepTo } from './stepper.js';

/** @type {[string, string, () => void][]} */
const KEYS = [
  ['j', 'next visit', () => visit(1)], ['k', 'last visit', () => visit(-1)],
  ['ArrowLeft', 'step back', () => stepBy(-1)], ['ArrowRight', 'step forward', () => stepBy(1)],
  ['Home', 'first event', () => stepTo(0)], ['End', 'last event', () => stepTo(Infinity)],
  ['f', 'first failed', failed],
  ['1', 'Run', () => set({ view: 'run' })], ['2', 'Map items', () => set({ view: 'items' })], ['3', 'Edit', () => set({ view: 'edit' })],
  ['g', 'to the graph', () => focus('.graph [tabindex="0"]')], ['l', 'to the timeline', () => focus('#rows')], ['i', 'to the inspector', () => focus('.tabs [aria-selected=true]')],
  ['[', 'tab before', () => nextTab(-1)], [']', 'tab after', () => nextTab(1)],
  ['/', 'search', search], ['t', 'theme', toggleTheme], ['?', 'keys', help],
];

/** @type {Record<string, string>} */
const NAMES = { ArrowLeft: '←', ArrowRight: '→' };

export function listenToKeys() {
  addEventListener('keydown', (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const isTyping = target.matches?.('input:not([type=range]):not([type=checkbox]), textarea, select');
    if ((event.ctrlKey || event.metaKey) && state.view === 'edit') {
      if (event.key === 's') {
        event.preventDefault();
        save();
      } else if (event.key === 'z' && !event.shiftKey) {
        event.preventDefault();
        undo();
      }
      return;
    }
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (event.key === 'Escape') {
      byId('side').classList.remove('open');
      focus('.graph [tabindex="0"]');
      return;
    }
    if (event.key === 'Enter' && target === document.body) focus('.tabs [aria-selected=true]');
    if (event.key.length === 1 && kept('keys') === 'off') return;
    const found = [...(state.stepping ? STEP_KEYS : []), ...KEYS].find(([key]) => key === event.key);
    if (!found || (target.matches?.('[type=range]') && event.key.length > 1)) return;
    event.preventDefault();
    found[2]();
  });
  byId('find').prepend(mark('look'));
  byId('find').addEventListener('click', search);
  byId('help').addEventListener('click', help);
  byId('theme').addEventListener('click', toggleTheme);
}

/** @param {string} selector */
function focus(selector) {
  /** @type {HTMLElement | null} */ (document.querySelector(selector))?.focus();
}

/** @param {number} by */
function visit(by) {
  const { run } = state;
  if (!run) return;
  const at = Math.max(0, Math.min(run.v.state.length - 1, state.visit + by));
  set({ visit: at, state: run.pointerOf(at) });
}

function failed() {
  const { run } = state;
  const at = run?.firstFailed() ?? -1;
  if (run && at >= 0) set({ visit: at, state: run.pointerOf(at) });
}

export function applyTheme() {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const theme = kept('theme') ?? (dark ? 'dark' : 'light');
  document.documentElement.dataset.theme = theme;
  byId('theme').setAttribute('aria-label', theme === 'dark' ? 'Switch to light' : 'Switch to dark');
}

function toggleTheme() {
  kept('theme', document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
  applyTheme();
  set({ pane: `${state.pane} `.trim() });
  dispatchEvent(new Event('sfn-theme'));
}

function help() {
  const off = h('input', { type: 'checkbox', checked: kept('keys') !== 'off', onchange: () => kept('keys', off.checked ? 'on' : 'off') });
  dialog('Keys', h('div', { class: 'keys' }, KEYS.map(([key, words]) => h('div', null, h('span', { class: 'w' }, words), h('span', null, h('kbd', null, NAMES[key] ?? key)))),
    STEP_KEYS.map(([key, words]) => h('div', null, h('span', { class: 'w' }, `step by step: ${words}`), h('span', null, h('kbd', null, key)))),
    h('div', null, h('span', { class: 'w' }, 'save, undo (Edit)'), h('span', null, h('kbd', null, 'Ctrl S'), h('kbd', null, 'Ctrl Z'))),
    h('div', null, h('label', null, off, ' single letters are keys'))));
}

function search() {
  const list = h('ul', { role: 'listbox', 'aria-label': 'Found' });
  const input = h('input', { type: 'search', placeholder: 'State, run or machine', 'aria-label': 'Search', oninput: () => draw() });
  const shown = dialog('Search', h('div', { class: 'cmd' }, input, list));
  let chosen = 0;
  const all = [
    ...(state.machine?.graph?.boxes ?? []).map((/** @type {any} */ box) => ({ icon: 'box', name: box.name, more: box.type, go: () => set({ state: box.pointer, visit: state.run?.visits(box.pointer)[0] ?? -1 }) })),
    ...(state.project?.runs ?? []).map((/** @type {any} */ run) => ({ icon: 'run', name: run.name || run.machine, more: run.status, go: () => set({ runId: run.id, view: 'run' }) })),
    ...(state.project?.machines ?? []).map((/** @type {any} */ one) => ({ icon: 'flow', name: one.name, more: one.ref, go: () => set({ ref: one.ref, runId: '', run: null, state: '', visit: -1, event: 0 }) })),
  ];
  /** @type {any[]} */
  let found = [];
  const draw = () => {
    const words = input.value.toLowerCase();
    found = all.filter((one) => `${one.name} ${one.more}`.toLowerCase().includes(words)).slice(0, 50);
    chosen = Math.min(chosen, Math.max(0, found.length - 1));
    put(list, ...found.map((one, at) => h('li', { role: 'option', 'aria-selected': String(at === chosen), onclick: () => take(at) }, mark(one.icon), h('span', { class: 'grow cut' }, one.name), h('span', { class: 'num' }, one.more))));
  };
  const take = (/** @type {number} */ at) => {
    shown.close();
    found[at]?.go();
  };
  input.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by) {
      event.preventDefault();
      chosen = Math.max(0, Math.min(found.length - 1, chosen + by));
      draw();
    } else if (event.key === 'Enter') take(chosen);
  });
  draw();
  input.focus();
}
