// What is shown, in one place: every part of the page reads it, none keeps its own. The link holds it all.

/**
 * @typedef {import('./model.js').Run} Run
 * @typedef {Object} State
 * @property {any} project The machines and runs.
 * @property {string} ref The machine.
 * @property {any} machine Its text, pictures and problems.
 * @property {string} runId
 * @property {Run | null} run
 * @property {any} otherRun The run that it is compared with.
 * @property {string} view `run`, `items` or `edit`.
 * @property {string} state The selected state, by its place in the definition.
 * @property {number} visit The selected visit; -1 for none.
 * @property {number} event The event that the page stands at, from 1.
 * @property {string} tab
 * @property {any[]} pending What the run waits for.
 * @property {any} stepping Where the run stands that is stepped through; null without one.
 * @property {string} stepId What the server calls that.
 * @property {string} pane The pane that is shown where there is room for one.
 */

/** @type {State} */
export const state = {
  project: null, ref: '', machine: null, runId: '', run: null, otherRun: null, view: 'run', state: '', visit: -1, event: 0,
  tab: 'Diff', pane: 'graph', pending: [], stepping: null, stepId: '',
};

/** @type {((changed: Set<string>) => void)[]} */
const listeners = [];
/** @type {Set<string>} */
let changed = new Set();

/** @param {(changed: Set<string>) => void} listener */
export function listen(listener) {
  listeners.push(listener);
}

/**
 * Changes what is shown. Everything that listens hears of it once, before the next picture.
 * @param {Partial<State>} patch
 */
export function set(patch) {
  for (const [key, value] of Object.entries(patch)) {
    if (/** @type {any} */ (state)[key] === value) continue;
    /** @type {any} */ (state)[key] = value;
    if (changed.size === 0) queueMicrotask(tell);
    changed.add(key);
  }
}

function tell() {
  const now = changed;
  changed = new Set();
  for (const listener of listeners) listener(now);
  writeLink(now);
}

/** Which members the link holds, and what they are called there. @type {[keyof State, string][]} */
const LINK = [['view', 'view'], ['ref', 'machine'], ['runId', 'run'], ['state', 'state'], ['visit', 'visit'], ['event', 'event'], ['tab', 'tab'], ['stepId', 'step']];

/** @param {Set<string>} now */
function writeLink(now) {
  if (!LINK.some(([key]) => now.has(key))) return;
  const parts = LINK.filter(([key]) => state[key] !== '' && state[key] !== -1 && !(key === 'event' && state[key] === 0))
    .map(([key, name]) => `${name}=${encodeURIComponent(String(state[key]))}`);
  const hash = `#${parts.join('&')}`;
  if (hash === location.hash) return;
  clearTimeout(writing);
  if (now.has('view') || now.has('runId') || now.has('ref')) history.pushState(null, '', hash);
  // A browser takes so many a second only, and each costs more than a step.
  else writing = setTimeout(() => history.replaceState(null, '', hash), 150);
}

/** @type {any} */
let writing;

/** What the link says. @returns {Record<string, string>} */
export function readLink() {
  /** @type {Record<string, string>} */
  const found = {};
  for (const pair of location.hash.slice(1).split('&')) {
    const at = pair.indexOf('=');
    if (at < 1) continue;
    try {
      found[pair.slice(0, at)] = decodeURIComponent(pair.slice(at + 1));
    } catch {
      // Half of an escape: a link that was cut.
    }
  }
  return found;
}

/**
 * What this browser keeps from one visit to the next; private windows keep nothing.
 * @param {string} key
 * @param {string} [value]
 * @returns {string | null}
 */
export function kept(key, value) {
  try {
    if (value !== undefined) localStorage.setItem(`sfn.${key}`, value);
    return localStorage.getItem(`sfn.${key}`);
  } catch {
    return null;
  }
}
