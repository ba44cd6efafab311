// The stepper: through the events of a run, forwards and backwards.

import { button, byId, h, mark, put, say } from './dom.js';
import { set, state } from './store.js';
import { clock } from './words.js';

/** Moves to the event at this place in the list; the selection goes with it. @param {number} index */
export function stepTo(index) {
  const { run } = state;
  if (!run || run.count === 0) return;
  const at = Math.max(0, Math.min(run.count - 1, index));
  const visit = run.visitAt(at);
  const patch = { event: run.events.id[at] };
  set(visit < 0 ? patch : { ...patch, visit, state: run.pointerOf(visit) });
  say(`event ${run.events.id[at]}, ${run.events.types[run.events.type[at]]}${visit < 0 ? '' : `, ${run.states[run.v.state[visit]].name}`}`);
}

/** Moves by so many events. @param {number} by */
export function stepBy(by) {
  if (state.run) stepTo(state.run.indexOf(state.event) + by);
}

/** @type {any} */
let parts;

/** @param {{zoomBy: (by: number) => void, fit: () => void}} graph */
export function makeStepper(graph) {
  const step = (/** @type {string} */ label, /** @type {string} */ icon, /** @type {() => void} */ go) =>
    button({ class: 'btn ic', 'aria-label': label, title: label, onclick: go }, mark(icon));
  const range = h('input', { type: 'range', min: '0', 'aria-label': 'Event', oninput: () => stepTo(Number(range.value)) });
  const now = h('span', { class: 'now cut' });
  const buttons = [
    step('First event', 'first', () => stepTo(0)), step('Step back', 'left', () => stepBy(-1)),
    step('Step forward', 'right', () => stepBy(1)), step('Last event', 'last', () => stepTo(Infinity)),
  ];
  const zoom = h('div', { class: 'gt' },
    button({ class: 'btn ic', 'aria-label': 'Smaller', onclick: () => graph.zoomBy(1 / 1.2) }, '−'),
    button({ class: 'btn ic', 'aria-label': 'Larger', onclick: () => graph.zoomBy(1.2) }, '+'),
    button({ class: 'btn ic', 'aria-label': 'Fit', onclick: () => graph.fit() }, mark('box')));
  parts = { range, now, buttons };
  put(byId('tp'), ...buttons, range, now, h('span', { class: 'grow' }), zoom);
}

export function drawStepper() {
  const { run, event } = state;
  const isOff = !run || run.count === 0;
  for (const one of [...parts.buttons, parts.range]) one.disabled = isOff;
  if (!run || isOff) {
    put(parts.now, 'No run.');
    return;
  }
  const at = run.indexOf(event);
  parts.range.max = String(run.count - 1);
  parts.range.value = String(at);
  const type = run.events.types[run.events.type[at]];
  parts.range.setAttribute('aria-valuetext', `event ${run.events.id[at]} of ${run.last}, ${type}`);
  parts.buttons[0].disabled = parts.buttons[1].disabled = at === 0;
  parts.buttons[2].disabled = parts.buttons[3].disabled = at === run.count - 1;
  put(parts.now, h('b', null, `${run.events.id[at]} / ${run.last}`), ` ${clock(run.events.at[at])} ${type}`);
}
