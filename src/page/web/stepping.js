// Stepping through a run: the server holds one that stands still, and this says in the words of the terminal how it
// goes on. The page looks at it as at any other run.

import { get, send } from './api.js';
import { button, byId, h, mark, put, say, toast } from './dom.js';
import { Run } from './model.js';
import { set, state } from './store.js';

/** How often the server is told that somebody is still there, and asked whether a run that goes on stands still. */
const [STILL, GOES_ON] = [20_000, 400];

/** Buttons: what they say, the key, the words for the server, and what they do. @type {[string, string, string, string][]} */
const MOVES = [
  ['Next', 'n', 'next', 'to the next state of this branch or item'], ['Into', 's', 'into', 'to the next state or call, into branches and items too'],
  ['Out', 'o', 'out', 'until this branch or item has ended'], ['Continue', 'c', 'continue', 'to the next breakpoint, or to the end'],
  ['Back', 'b', 'back', 'one state back'], ['To the start', '', 'restart', 'back to the beginning'],
];

/** Keys that move while a run is stepped through. @type {[string, string, () => void][]} */
export const STEP_KEYS = MOVES.filter(([, key]) => key).map(([, key, words, about]) => [key, about, () => command(words)]);

/** One word after the other. @type {Promise<any>} */
let turn = Promise.resolve();
/** @type {any} */
let parts = null;

export function makeStepping() {
  const headline = h('p', { class: 'cut grow', id: 'standing' });
  const moves = MOVES.map(([name, key, words, about]) => button({ class: 'btn sm', title: about, ...(key ? { 'aria-keyshortcuts': key } : {}), onclick: () => command(words) }, name));
  const to = h('input', { class: 'field', 'aria-label': 'State, error or condition', placeholder: 'state, error or {% condition %}', list: 'stops', onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && go('continue') });
  const go = (/** @type {string} */ words) => {
    if (to.value.trim()) command(`${words} ${to.value.trim()}`).then((done) => {
      if (done && words === 'break') to.value = '';
    });
  };
  const list = h('datalist', { id: 'stops' });
  const marks = h('span', { class: 'chips', role: 'group', 'aria-label': 'Breakpoints' });
  parts = { headline, moves, list, marks };
  put(byId('steps'), h('div', { class: 'sta' }, mark('run'), headline, button({ class: 'btn sm', title: 'Ends this; the run stays in the list', onclick: end }, 'End')),
    h('div', { class: 'stb', role: 'group', 'aria-label': 'Go on' }, moves, to, list, button({ class: 'btn sm', onclick: () => go('continue') }, 'Continue to'), button({ class: 'btn sm', onclick: () => go('break') }, 'Break there'), marks));
  setInterval(stillThere, STILL);
}

/** Begins: with what a run is ordered by, or with a run that is over. @param {any} body */
export async function startStepping(body) {
  await arrive(await send('step', body));
}

/** Goes on with what the link names. @param {string} session */
export async function resume(session) {
  try {
    await arrive(await send('step/look', { session }));
  } catch (/** @type {any} */ error) {
    toast(error.message);
    set({ stepId: '', stepping: null });
  }
}

/**
 * Says how it goes on; what is refused is said to the reader. True if it was done.
 * @param {string} words
 * @returns {Promise<boolean>}
 */
export async function command(words) {
  try {
    const found = await ask(words);
    if (found?.stop || found?.over || found?.running) {
      await arrive(found);
      return !found.refused;
    }
    if (found?.refused) toast(found.refused);
    for (const line of found?.lines ?? []) toast(line);
    return !found?.refused;
  } catch (/** @type {any} */ error) {
    toast(error.message);
    return false;
  }
}

/**
 * Asks for something where the run stands.
 * @param {string} words
 * @param {boolean} [reveal]
 * @returns {Promise<any>}
 */
export function ask(words, reveal) {
  const session = state.stepId;
  const mine = turn.then(() => (session ? send('step/say', { session, say: words, ...(reveal ? { reveal } : {}) }) : null));
  turn = mine.catch(() => {});
  return mine;
}

/** Shows where it stands. @param {any} place */
async function arrive(place) {
  if (place.running) {
    set({ stepId: place.session, stepping: { ...state.stepping, session: place.session, running: true } });
    setTimeout(() => resume(place.session), GOES_ON);
    return;
  }
  const known = state.project?.runs.some((/** @type {any} */ run) => run.id === place.run);
  const isFixed = !place.tests && state.run?.id === place.run && !place.over;
  const run = isFixed || !place.run ? state.run : new Run(await get('run', { id: place.run }));
  const project = place.run && (!known || place.stop === 'end' || place.over) ? await get('project') : state.project;
  const about = { run, project, view: 'run', ...(place.run ? { runId: place.run } : {}), ...(run?.doc.ref ? { ref: run.doc.ref } : {}) };
  if (place.over) {
    set({ ...about, stepId: '', stepping: null, event: run?.last ?? 0, ...(state.tab === 'Here' ? { tab: 'Diff' } : {}) });
    say('it is not stepped through any more');
    return;
  }
  const visits = (run && place.pointer && run.visits(place.pointer)) || [];
  const inside = place.stop === 'entry' ? -1 : visits.filter((/** @type {number} */ at) => run && run.v.first[at] <= place.event).at(-1) ?? -1;
  const first = place.pointer ? -1 : run?.first() ?? -1;
  const isMoved = state.stepping?.event !== place.event || state.stepping?.pointer !== place.pointer || !state.stepping;
  set({
    ...about, stepId: place.session, stepping: place, event: place.event,
    ...(place.pointer ? { state: place.pointer, visit: inside } : first >= 0 && run ? { state: run.pointerOf(first), visit: first } : {}),
    ...(isMoved ? { tab: 'Here' } : {}),
  });
  if (place.refused) toast(place.refused);
  else say(place.lines.join('. '));
}

export async function end() {
  const session = state.stepId;
  const id = state.stepping?.run;
  await send('step/end', { session }).catch(() => {});
  await arrive({ session, run: id, over: true }).catch(() => set({ stepId: '', stepping: null }));
}

function stillThere() {
  const session = state.stepId;
  if (!session || state.stepping?.running) return;
  send('step/look', { session }).catch((error) => {
    if (error.status === 404) resume(session);
  });
}

export function drawStepping() {
  const { stepping, run } = state;
  byId('steps').hidden = !stepping;
  if (!stepping) return;
  const { running } = stepping;
  put(parts.headline, running ? 'it goes on …' : stepping.lines[0].replace(/^→ /, ''));
  parts.headline.title = running ? '' : stepping.lines.join('\n');
  const isOver = stepping.stop === 'end';
  parts.moves.forEach((/** @type {any} */ one, /** @type {number} */ at) => {
    one.disabled = running || (isOver && at < 4);
  });
  const names = run?.states ?? [];
  if (parts.names !== names) {
    parts.names = names;
    put(parts.list, names.map((/** @type {any} */ one) => h('option', { value: one.name })));
  }
  put(parts.marks, (stepping.breakpoints ?? []).map((/** @type {string} */ one, /** @type {number} */ at) =>
    h('button', { type: 'button', class: 'chip', 'aria-label': `Forget the breakpoint ${one}`, onclick: () => command(`clear ${at + 1}`) }, `${one} ×`)));
}
