// The frame: views, panes where there is room for one, splits that are dragged or moved by keys.

import { byId, h, mark, put } from './dom.js';
import { kept, set, state } from './store.js';

/** @type {[string, string][]} */
const VIEWS = [['run', 'Run'], ['items', 'Map items'], ['edit', 'Edit']];
/** @type {[string, string, string][]} */
const PANES = [['runs', 'Runs', 'list'], ['graph', 'Graph', 'flow'], ['time', 'Time', 'bars'], ['state', 'State', 'box'], ['edit', 'Edit', 'pen'], ['items', 'Items', 'grid']];

export function makeFrame() {
  put(byId('main'),
    h('section', { class: 'rh', 'aria-label': 'Result' }, h('div', { class: 'rh1', id: 'rh1' }), h('div', { class: 'rh2', id: 'rh2' })),
    h('section', { class: 'graph', 'aria-label': 'Graph' }, h('div', { class: 'gs', id: 'gs', tabindex: '-1' })),
    h('div', null, h('div', { class: 'pend', id: 'pend', hidden: true }), h('section', { class: 'waits', id: 'waits', 'aria-label': 'Waits for', hidden: true }), h('div', { class: 'stepping', id: 'steps', role: 'region', 'aria-label': 'Step by step', hidden: true }), h('div', { class: 'tp', role: 'group', 'aria-label': 'Step through the events', id: 'tp' })),
    h('section', { class: 'tl', 'aria-label': 'Timeline' }, split('tl', 'height', 'Height of the timeline', -1), h('div', { class: 'tlh', id: 'tlh' }), h('div', { class: 'tlb', id: 'tlb' })));
  byId('app').append(split('insp', 'width', 'Width of the inspector', -1));
  byId('logo').prepend(mark('flow'));
  byId('burger').addEventListener('click', () => {
    const isOpen = byId('side').classList.toggle('open');
    byId('burger').setAttribute('aria-expanded', String(isOpen));
  });
  for (const id of ['tl', 'insp']) {
    const size = Number(kept(`split.${id}`));
    if (size > 0) document.documentElement.style.setProperty(`--${id}`, `${size}px`);
  }
}

/**
 * @param {string} id
 * @param {'width' | 'height'} side
 * @param {string} label
 * @param {number} sign
 */
function split(id, side, label, sign) {
  const isWide = side === 'width';
  const [least, most, usual] = isWide ? [340, 900, 448] : [120, 600, 256];
  const bar = h('div', { class: `split ${id}`, role: 'separator', tabindex: '0', 'aria-label': label, 'aria-orientation': isWide ? 'vertical' : 'horizontal', 'aria-valuemin': least, 'aria-valuemax': most, 'aria-valuenow': usual });
  const now = () => parseFloat(getComputedStyle(document.documentElement).getPropertyValue(`--${id}`)) || usual;
  const size = (/** @type {number} */ to) => {
    const set = Math.max(least, Math.min(most, to));
    document.documentElement.style.setProperty(`--${id}`, `${set}px`);
    bar.setAttribute('aria-valuenow', String(Math.round(set)));
    kept(`split.${id}`, String(set));
  };
  bar.addEventListener('pointerdown', (/** @type {PointerEvent} */ event) => {
    event.preventDefault();
    const [start, from] = [isWide ? event.clientX : event.clientY, now()];
    const move = (/** @type {PointerEvent} */ to) => size(from + sign * ((isWide ? to.clientX : to.clientY) - start));
    addEventListener('pointermove', move);
    addEventListener('pointerup', () => removeEventListener('pointermove', move), { once: true });
  });
  bar.addEventListener('dblclick', () => size(usual));
  bar.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowLeft: -16, ArrowUp: -16, ArrowRight: 16, ArrowDown: 16 }[event.key];
    if (by !== undefined) size(now() + sign * by);
    else if (event.key === 'Home') size(least);
    else if (event.key === 'End') size(most);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return bar;
}

export function drawFrame() {
  const { view, pane } = state;
  put(byId('views'), ...VIEWS.map(([id, name]) => h('button', { type: 'button', 'aria-current': view === id ? 'page' : false, onclick: () => set({ view: id }) }, name)));
  put(byId('panes'), ...PANES.map(([id, name, icon]) => h('button', { type: 'button', 'aria-current': current(id) ? 'page' : false, onclick: () => {
    if (id === 'edit' || id === 'items') set({ view: id });
    else set({ view: 'run', pane: id });
  } }, mark(icon), name)));
  byId('main').hidden = view !== 'run';
  byId('edit').hidden = view !== 'edit';
  byId('items').hidden = view !== 'items';
  byId('app').dataset.pane = pane;
  byId('app').dataset.view = view;
}

/** @param {string} id */
function current(id) {
  return state.view === 'run' ? state.pane === id : state.view === id;
}

export function drawCrumb() {
  const { project, machine, run } = state;
  const name = run?.doc.machine ?? machine?.name ?? '';
  put(byId('crumb'), h('span', { class: 'm' }, project ? `${project.project} /` : ''), h('h1', { class: 'cut' }, h('b', null, name), run ? ` / ${run.doc.name || run.doc.status}` : ''));
  document.title = name ? `${name}${run ? `, ${run.doc.name || run.doc.status}` : ''} · sfn view` : 'sfn view';
}
