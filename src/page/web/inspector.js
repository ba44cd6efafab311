// The inspector: what happened in the selected state, its story in the words of the trace, its data in tabs.

import { get } from './api.js';
import { button, byId, h, mark, put } from './dom.js';
import { here } from './here.js';
import { openMocks } from './mocks.js';
import { answer, pendingOf } from './pending.js';
import { openStart } from './start.js';
import { kept, set, state } from './store.js';
import { trial } from './trial.js';
import { valueView } from './value.js';
import { WORDS, clock, count, size, took } from './words.js';

export const TABS = ['Diff', 'Input', 'Arguments', 'Result', 'Output', 'Variables', 'Events', 'Definition', 'Try'];

/** What was asked for of a visit. @type {Map<string, Promise<any>>} */
const asked = new Map();

/**
 * @param {string} id
 * @param {number} visit
 * @param {boolean} [reveals]
 */
function details(id, visit, reveals) {
  const key = `${id} ${visit} ${reveals ? 1 : 0}`;
  const known = asked.get(key);
  if (known) return known;
  if (asked.size > 200) asked.clear();
  /** @type {Record<string, string | number>} */
  const query = reveals ? { id, visit, reveal: 1 } : { id, visit };
  const found = get('visit', query).catch((error) => {
    asked.delete(key);
    throw error;
  });
  asked.set(key, found);
  return found;
}

let turn = 0;

export async function drawInspector() {
  const mine = ++turn;
  const { run, machine, visit } = state;
  const place = byId('insp');
  const pointer = state.state;
  const name = pointer ? decode(pointer) : '';
  if (!pointer || (!run && !machine)) {
    put(place, h('p', { class: 'empty pad' }, h('b', null, 'No state is selected.'), 'Choose one in the graph or the timeline.'));
    return;
  }
  if (!run || visit < 0) {
    const head = h('div', { class: 'ih' }, h('div', { class: 'ih1' }, mark('none'), h('h2', { class: 'grow cut' }, name)), meta(pointer, null));
    put(place, head, tabBar(), h('div', { class: 'tp-b', id: 'tabbody', role: 'tabpanel', 'aria-label': state.tab }, await body(null, pointer, mine, run, visit)));
    return;
  }
  const now = run.markOf(visit);
  const found = await details(run.id, visit).catch((error) => ({ wrong: error.message }));
  if (mine !== turn) return;
  const head = h('div', { class: 'ih' },
    h('div', { class: 'ih1' }, mark(now === 'cut' ? 'run' : now), h('h2', { class: 'grow cut' }, name),
      h('span', { class: `pill ${now === 'cut' ? 'run' : now}` }, now === 'cut' && run.doc.status === 'RUNNING' ? WORDS.run : WORDS[now])),
    meta(pointer, visit), visitBar(visit));
  const shown = await body(found, pointer, mine, run, visit);
  const beside = await other(pointer, visit, mine);
  if (mine !== turn) return;
  const before = byId('tabbody')?.scrollTop ?? 0;
  put(place, head, found.wrong ? null : story(found, now), tabBar(), h('div', { class: 'tp-b', id: 'tabbody', role: 'tabpanel', tabindex: '0', 'aria-label': state.tab }, shown), beside);
  if (place.dataset.at === `${visit} ${state.tab}`) byId('tabbody').scrollTop = before;
  place.dataset.at = `${visit} ${state.tab}`;
}

/**
 * The same of the run that it is compared with, below.
 * @param {string} pointer
 * @param {number} visit
 * @param {number} mine
 */
async function other(pointer, visit, mine) {
  const { run, otherRun, tab } = state;
  if (!otherRun || !run || ['Here', 'Definition', 'Try'].includes(tab)) return null;
  const own = otherRun.run;
  const at = own.visits(pointer)[run.visits(pointer).indexOf(visit)] ?? -1;
  const name = own.doc.name || own.id;
  if (at < 0) return h('section', { class: 'other', 'aria-label': `The other run, ${name}` }, h('p', { class: 'oh' }, mark('none'), h('b', { class: 'cut' }, name), ' did not come here'));
  const found = await details(own.id, at).catch((error) => ({ wrong: error.message }));
  const now = own.markOf(at);
  return h('section', { class: 'other', tabindex: '0', 'aria-label': `The other run, ${name}` },
    h('p', { class: 'oh' }, mark(now === 'cut' ? 'run' : now), h('b', { class: 'cut' }, name), h('span', { class: now }, WORDS[now]), h('span', { class: 'num' }, took(own.v.ended[at] - own.v.entered[at]))),
    await body(found, pointer, mine, own, at));
}

/** The name of the state at a place in the definition. @param {string} pointer */
export function decode(pointer) {
  return pointer.slice(pointer.lastIndexOf('/') + 1).replaceAll('~1', '/').replaceAll('~0', '~');
}

/**
 * @param {string} pointer
 * @param {number | null} visit
 */
function meta(pointer, visit) {
  const { run, machine } = state;
  const box = machine?.graph?.boxes.find((/** @type {any} */ one) => one.pointer === pointer);
  const lines = machine?.places?.[pointer];
  const file = machine?.shown ?? run?.doc.file ?? '';
  return h('div', { class: 'meta' },
    box && h('span', { class: 'mono' }, box.detail.toLowerCase().startsWith(box.type) ? box.detail : `${box.type[0].toUpperCase()}${box.type.slice(1)} ${box.detail}`),
    visit !== null && run && h('span', { class: 'num' }, took(run.v.ended[visit] - run.v.entered[visit])),
    visit !== null && run && h('span', { class: 'num' }, `at ${clock(run.v.entered[visit])}`),
    lines && h('button', { type: 'button', class: 'lnk', onclick: () => set({ view: 'edit' }) }, `${file}:${lines[0]}`),
    visit !== null && run && h('button', { type: 'button', class: 'lnk', onclick: () => set({ tab: 'Events' }) }, `events ${run.v.first[visit]}–${run.v.last[visit]}`));
}

/** Which visit of a state it is, and the way to the others. @param {number} visit */
function visitBar(visit) {
  const { run } = state;
  if (!run) return null;
  const all = run.visits(run.pointerOf(visit));
  const around = run.around(visit);
  if (all.length < 2 && around.length === 0) return null;
  const at = all.indexOf(visit);
  const go = (/** @type {number} */ to) => set({ visit: all[to] });
  return h('div', { class: 'vb' },
    h('span', { class: 'grow cut dim' }, around.join(' › ')),
    all.length > 1 && h('span', { class: 'num' }, `visit ${count(at + 1)} of ${count(all.length)}`),
    all.length > 1 && button({ class: 'btn sm ic', 'aria-label': 'Visit before', disabled: at === 0, onclick: () => go(at - 1) }, mark('left')),
    all.length > 1 && button({ class: 'btn sm ic', 'aria-label': 'Next visit', disabled: at === all.length - 1, onclick: () => go(at + 1) }, mark('right')));
}

/**
 * The story: on failure the diagnostic of `sfn run`, else the lines of the trace.
 * @param {any} found
 * @param {string} now
 */
function story(found, now) {
  const { run } = state;
  if (!run) return null;
  const why = run.doc.why.filter((/** @type {any} */ one) => one.pointer?.startsWith(state.state) || now === 'bad' && run.doc.why.length === 1 && isLast());
  const isPlain = now === 'ok' && found.attempts.length === 0;
  if (isPlain && why.length === 0 && found.story.length < 2) return null;
  // What it changed is in the first tab.
  const isChange = (/** @type {[string, string][]} */ line) => /^ *[+\-~=→…] [.$[]/.test(line.map(([, text]) => text).join(''));
  const lines = found.story.slice(1).filter((/** @type {any} */ line) => !isChange(line)).map((/** @type {[string, string][]} */ line) => h('div', { class: 'sl' }, line.map(([ink, text]) => h('span', { class: `k-${ink}` }, text))));
  const box = h('div', { class: `story ${now === 'warn' ? 'warn' : now === 'bad' || (now === 'cut' && run.doc.status !== 'RUNNING') ? 'bad' : ''}`, tabindex: '0', role: 'group', 'aria-label': 'What happened' });
  for (const one of why) box.append(problem(one, run.doc.source));
  if (lines.length) box.append(h('div', { class: 'sls' }, lines));
  /** @type {string[]} */
  const answerers = [...new Set(found.attempts.map((/** @type {any} */ one) => one.by).filter(Boolean))];
  if (answerers.length) box.append(h('p', { class: 'by' }, `answered by ${answerers.join(', ')}`));
  for (const one of found.attempts) {
    if (one.log.length) box.append(h('details', { class: 'log' }, h('summary', null, `log of call ${one.number}`), h('pre', { class: 'pre' }, one.log.join('\n'))));
  }
  if (now === 'cut' && run.doc.status === 'RUNNING' && found.attempts.length) box.append(pending());
  if (run.doc.ref) {
    box.append(h('div', { class: 'acts' },
      button({ class: 'btn sm', onclick: () => openStart({ from: decode(state.state), visit: state.visit }) }, mark('retry'), 'Run again from here'),
      found.attempts.length > 0 && button({ class: 'btn sm', onclick: () => openStart({ answer: decode(state.state), visit: state.visit }) }, 'Answer differently'),
      found.attempts.length > 0 && button({ class: 'btn sm', onclick: () => openMocks(answerers.at(-1) ?? '', decode(state.state)) }, mark('pen'), 'Edit the mock')));
  }
  return box.childElementCount ? box : null;
}

/** What answers a call that waits for its token. */
function pending() {
  const token = pendingOf(state.visit)?.token;
  return h('p', { class: 'by' }, 'waits for an answer', token && ': ', token && answer(token));
}

function isLast() {
  const { run } = state;
  return run !== null && run.first() === state.visit;
}

/**
 * A diagnostic: headline, source with caret, notes, help.
 * @param {any} one
 * @param {string} source
 */
export function problem(one, source) {
  const parts = [h('h3', null, mark(one.severity === 'warning' ? 'warn' : 'bad'), h('span', null, one.message))];
  if (one.line && source) parts.push(snippet(one, source));
  for (const note of one.notes ?? []) parts.push(h('p', { class: 'p pre mono' }, note));
  if (one.help) parts.push(h('p', { class: 'p pre' }, h('b', null, 'help: '), one.help));
  if (one.aws?.message) parts.push(h('p', { class: 'p pre dim mono' }, `aws: ${one.aws.message}`));
  return h('div', { class: 'why' }, parts);
}

/**
 * @param {any} one
 * @param {string} source
 */
function snippet(one, source) {
  const all = source.split('\n');
  const from = Math.max(0, one.line - 2);
  const lines = all.slice(from, one.line + 1).map((text, at) => {
    const number = from + at + 1;
    const isHot = number === one.line;
    return h('span', { class: `ln${isHot ? ' hot b' : ''}` }, h('i', null, number), text, '\n',
      isHot && h('span', { class: 'car' }, h('i', null, ''), ' '.repeat(Math.max(0, one.column - 1)), '^'.repeat(Math.max(1, one.end_line === one.line ? one.end_column - one.column : 1)), '\n'));
  });
  return h('div', { class: 'snip' },
    h('div', { class: 'cap' }, h('span', { class: 'grow' }, `${one.file}:${one.line}:${one.column}`), one.code && h('span', null, one.code)),
    h('pre', { tabindex: '0', role: 'group', 'aria-label': 'Source' }, lines));
}

/** The tabs; while a run is stepped through, what is to be done there is the first. */
function tabs() {
  return state.stepping ? ['Here', ...TABS] : TABS;
}

function tabBar() {
  const bar = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Data of the state' });
  for (const tab of tabs()) {
    const isOn = tab === state.tab;
    bar.append(h('button', {
      type: 'button', role: 'tab', 'aria-selected': String(isOn), tabindex: isOn ? '0' : '-1', onclick: () => set({ tab }),
      onkeydown: (/** @type {KeyboardEvent} */ event) => tabKey(event),
    }, tab));
  }
  return bar;
}

/** @param {KeyboardEvent} event */
function tabKey(event) {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (!by) return;
  event.preventDefault();
  event.stopPropagation();
  nextTab(by);
  setTimeout(() => /** @type {any} */ (document.querySelector('.tabs [aria-selected=true]'))?.focus(), 60);
}

/** @param {number} by */
export function nextTab(by) {
  const all = tabs();
  const at = all.indexOf(state.tab);
  set({ tab: all[(at + by + all.length) % all.length] });
}

/** @param {string} words @param {string} [more] */
function empty(words, more) {
  return h('p', { class: 'empty' }, h('b', null, words), more);
}

/**
 * @param {any} found
 * @param {string} pointer
 * @param {number} mine
 * @param {import('./model.js').Run | null} run
 * @param {number} visit
 * @returns {Promise<Node>}
 */
async function body(found, pointer, mine, run, visit) {
  const { tab } = state;
  if (tab === 'Here') return here();
  if (tab === 'Definition') return definition(pointer);
  if (tab === 'Try') return trial(run, visit);
  if (!found) return empty('This state was not run.', run ? 'No event of the run is about it.' : 'Start a run to see its data.');
  if (found.wrong) return empty('This value could not be read.', found.wrong);
  if (tab === 'Events') return events(run, visit);
  const type = run?.states[run.v.state[visit]].type;
  const reveal = async () => {
    const all = run && (await details(run.id, visit, true));
    if (mine === turn && run === state.run) put(byId('tabbody'), view(tab, all));
  };
  if (tab === 'Diff') return diff(found);
  return view(tab, found, reveal, type);
}

/**
 * @param {string} tab
 * @param {any} found
 * @param {(() => void) | null} [reveal]
 * @param {string} [type]
 */
function view(tab, found, reveal, type) {
  if (tab === 'Variables') {
    return h('div', null, valueView('variables before', found.variables, reveal), found.assigned && valueView('assigned', found.assigned, reveal));
  }
  const key = tab.toLowerCase();
  if (key in found) return valueView(key, found[key], reveal);
  const why = {
    arguments: type === 'Task' ? 'It made no call.' : `${type} states call nothing.`,
    result: found.error ? 'The last call failed: there is no result.' : type === 'Task' ? 'No call was answered.' : `${type} states call nothing.`,
    output: found.error ? 'It failed: there is no output.' : 'It was entered and not left.',
  }[key];
  return empty(`No ${key}.`, why);
}

/** @param {any} found */
function diff(found) {
  if (found.changes === null) {
    return empty('No output to compare with the input.', found.error ? `It failed with ${found.error}.` : 'The state was entered and not left.');
  }
  if (found.changes.length === 0) return h('div', null, h('div', { class: 'tb' }, 'input → output'), empty('Nothing changed.', 'The output is the input.'));
  const signs = { add: '+', remove: '−', replace: '~', move: '→' };
  const kinds = { add: 'add', remove: 'rem', replace: 'chg', move: 'chg' };
  const rows = found.changes.map((/** @type {any} */ one) => {
    const op = /** @type {keyof typeof signs} */ (one.op);
    const value = op === 'replace' ? `${brief(one.old)} → ${brief(one.new)}` : op === 'move' ? `to ${one.to}` : brief(op === 'add' ? one.new : one.old);
    return h('div', { class: `dr ${kinds[op]}` }, h('span', { class: 'sg' }, signs[op]), h('span', { class: 'pa' }, one.path.replace(/^\$(?=[.[])/, '')), h('span', { class: 'va' }, value));
  });
  return h('div', null, h('div', { class: 'tb' }, h('span', { class: 'grow' }, 'input → output'), h('span', { class: 'num' }, `${size(found.bytes ?? 0)} of 256 kB`)), h('div', { class: 'diff' }, rows));
}

/** @param {any} value */
function brief(value) {
  const text = JSON.stringify(value);
  return text.length > 400 ? `${text.slice(0, 400)}… ${size(text.length)}` : text;
}

/**
 * The events of a visit, as AWS has them.
 * @param {import('./model.js').Run | null} run
 * @param {number} visit
 */
async function events(run, visit) {
  if (!run) return empty('No events.');
  const own = [];
  for (let at = run.indexOf(run.v.first[visit]); at < run.count && run.events.id[at] <= run.v.last[visit]; at++) {
    if (run.events.visit[at] === visit) own.push(at);
    if (own.length === 300) break;
  }
  const list = h('div', { class: 'evs' });
  for (const at of own) {
    const id = run.events.id[at];
    list.append(h('button', { type: 'button', 'aria-current': String(id === state.event), onclick: () => set({ event: id }) },
      h('span', { class: 'num' }, id), h('span', { class: 'num' }, clock(run.events.at[at])), h('span', null, run.events.types[run.events.type[at]])));
  }
  const chosen = own.find((at) => run.events.id[at] === state.event);
  if (chosen !== undefined) {
    const [one] = await get('events', { id: run.id, from: chosen, count: 1 });
    list.append(valueView(`event ${one.id}`, one));
  }
  return list;
}

/** The lines of a state in the file. @param {string} pointer */
function definition(pointer) {
  const { machine, run } = state;
  const lines = machine?.places?.[pointer];
  const text = machine?.text ?? run?.doc.source;
  if (!lines || !text) return empty('The place in the file is not known.');
  const [from, to] = lines;
  const shown = text.split('\n').slice(from - 1, to).map((/** @type {string} */ one, /** @type {number} */ at) => h('span', { class: 'ln' }, h('i', null, from + at), one, '\n'));
  return h('div', { class: 'snip' }, h('div', { class: 'cap' }, h('span', { class: 'grow' }, `${machine.shown}:${from}`),
    h('button', { type: 'button', class: 'lnk', onclick: () => set({ view: 'edit' }) }, 'edit')), h('pre', { tabindex: '0', role: 'group', 'aria-label': 'Definition' }, shown));
}

void kept;
