// Editing: graph, form and text side by side. The text is the truth; a change in the graph or the form touches only
// the members it is about. Saving never overwrites what somebody else wrote.

import { get, send } from './api.js';
import { button, byId, dialog, h, mark, put, say, toast } from './dom.js';
import { at, drawForm } from './form.js';
import { Graph } from './graph.js';
import { decode } from './inspector.js';
import { set, state } from './store.js';
import { TextEditor } from './text.js';
import { plural } from './words.js';

const TYPES = ['Task', 'Choice', 'Map', 'Parallel', 'Wait', 'Pass', 'Succeed', 'Fail'];
const REST = 120;

/**
 * @typedef {Object} Draft
 * @property {string} text
 * @property {string} saved The text of the file.
 * @property {string} hash What the file was told by when it was read.
 * @property {any} checked What the checker said last.
 * @property {string[]} undo
 * @property {string[]} redo
 * @property {{text: string, hash: string} | null} theirs What the file holds now, if somebody else changed it.
 */

/** @type {Map<string, Draft>} */
const drafts = new Map();
/** @type {any} */
let parts = null;
let version = 0;
/** @type {any} */
let timer;
let typedAt = 0;

/** @returns {Draft | null} */
function draft() {
  const { machine } = state;
  if (!machine) return null;
  let found = drafts.get(machine.ref);
  if (!found) {
    found = { text: machine.text, saved: machine.text, hash: machine.hash, checked: machine, undo: [], redo: [], theirs: null };
    drafts.set(machine.ref, found);
  }
  return found;
}

/** Whether something is not saved. */
export function isDirty() {
  return [...drafts.values()].some((one) => one.text !== one.saved);
}

function make() {
  const place = h('div', { class: 'gs', tabindex: '-1' });
  const graph = new Graph(place, (pointer) => set({ state: pointer, visit: -1 }), tie);
  const editor = new TextEditor((text) => typed(text));
  const form = h('div', { class: 'form' });
  const problems = h('section', { class: 'probs', 'aria-label': 'Problems' });
  const bar = h('div', { class: 'eb' });
  const conflict = h('div', { class: 'pend', hidden: true });
  parts = { graph, editor, form, problems, bar, conflict, ref: '' };
  put(byId('edit'), h('div', null, bar, conflict),
    h('div', { class: 'ed' }, h('div', { class: 'l' }, h('section', { class: 'graph', 'aria-label': 'Graph' }, place), form), editor.element), problems);
}

/** A drag from one state to another connects them. @param {string} from @param {string} to */
function tie(from, to) {
  const region = (/** @type {string} */ pointer) => pointer.slice(0, pointer.lastIndexOf('/'));
  if (region(from) !== region(to)) toast('A state leads to states beside it only: not into a Map or a branch, and not out of it.');
  else change({ op: 'connect', pointer: from, to: decode(to) });
}

/** The places that a state can be moved into: the machine, and what is inside of its Maps and Parallels. @param {any} definition */
function regions(definition) {
  /** @type {[string, string][]} */
  const found = [];
  const walk = (/** @type {any} */ one, /** @type {string} */ pointer, /** @type {string} */ name) => {
    if (!one?.States) return;
    found.push([pointer, name]);
    for (const [key, inner] of Object.entries(/** @type {Record<string, any>} */ (one.States))) {
      const place = `${pointer}/States/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      for (const field of ['ItemProcessor', 'Iterator']) walk(inner?.[field], `${place}/${field}`, key);
      (Array.isArray(inner?.Branches) ? inner.Branches : []).forEach((/** @type {any} */ branch, /** @type {number} */ at) => walk(branch, `${place}/Branches/${at}`, `${key}, branch ${at}`));
    }
  };
  walk(definition, '', 'the machine');
  return found;
}

/** @param {Set<string>} changed */
export function drawEdit(changed) {
  if (state.view !== 'edit') return;
  const own = state.machine?.file ? draft() : null;
  if (!own) {
    parts = null;
    put(byId('edit'), h('p', { class: 'empty pad' }, h('b', null, 'No file of the project is chosen.'), 'Choose a machine in the list.'));
    return;
  }
  if (!parts) make();
  if (changed.has('machine') && own.text === own.saved && state.machine.hash !== own.hash) {
    Object.assign(own, { text: state.machine.text, saved: state.machine.text, hash: state.machine.hash, checked: state.machine, theirs: null });
  }
  const isNew = parts.ref !== state.machine.ref;
  parts.ref = state.machine.ref;
  parts.editor.setText(own.text);
  drawBar(own);
  drawChecked(own);
  const lines = own.checked.places?.[state.state] ?? null;
  parts.editor.choose(lines, changed.has('state') || changed.has('view') || isNew);
  parts.graph.choose(state.state);
}

/** @param {Draft} own */
function drawBar(own) {
  const { machine } = state;
  const isChanged = own.text !== own.saved;
  put(parts.bar, h('b', { class: 'mono cut' }, machine.shown),
    isChanged && h('span', { class: 'pill warn' }, 'not saved'),
    h('div', { class: 'pal', role: 'group', 'aria-label': 'Add a state' }, TYPES.map((type) =>
      h('button', { type: 'button', class: 'chip', onclick: () => change({ op: 'add', pointer: place(own), type }) }, `+ ${type}`))),
    h('span', { class: 'grow' }),
    button({ class: 'btn', disabled: own.undo.length === 0, onclick: undo }, 'Undo'),
    button({ class: 'btn', disabled: own.redo.length === 0, onclick: redo }, 'Redo'),
    button({ class: 'btn pri', disabled: !isChanged, onclick: save }, 'Save'));
  parts.conflict.hidden = !own.theirs;
  if (own.theirs) {
    put(parts.conflict, h('span', { class: 'grow' }, `${machine.shown} was changed on disk.`),
      button({ class: 'btn sm', onclick: () => takeTheirs(own) }, 'Take theirs'),
      button({ class: 'btn sm', onclick: () => keepMine(own) }, 'Keep mine'),
      button({ class: 'btn sm', onclick: () => compareTexts(own) }, 'Compare'));
  }
}

/** Where a new state goes: behind the selected one, else at the end. @param {Draft} own */
function place(own) {
  if (state.state && at(own.checked.definition, state.state)) return state.state;
  const names = Object.keys(own.checked.definition?.States ?? {});
  const last = names[names.length - 1];
  return last === undefined ? '' : `/States/${last.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** @param {Draft} own */
function drawChecked(own) {
  const { checked } = own;
  const isNarrow = matchMedia('(max-width: 760px)').matches;
  const layout = isNarrow ? checked.narrow : checked.graph;
  if (layout) parts.graph.draw(layout);
  else if (!parts.graph.layout) parts.graph.draw(null);
  const bad = new Set((checked.problems ?? []).filter((/** @type {any} */ one) => one.severity === 'error').map((/** @type {any} */ one) => one.pointer.split('/').slice(0, 3).join('/')));
  for (const [pointer, node] of parts.graph.nodes) node.group.classList.toggle('lost', bad.has(pointer));
  parts.editor.setProblems(checked.problems ?? []);
  drawProblems(own);
  const region = state.state.replace(/\/States\/[^/]*$/, '');
  const names = Object.keys(at(checked.definition ?? {}, `${region}/States`) ?? {});
  drawForm(parts.form, { pointer: state.state, definition: checked.definition ?? {}, language: checked.language, problems: checked.problems ?? [], names, regions: regions(checked.definition), change, fix });
}

/** @param {Draft} own */
function drawProblems(own) {
  const { checked } = own;
  const all = checked.problems ?? [];
  const number = checked.problem_count ?? all.length;
  put(parts.problems, h('div', { class: 'pr head' }, h('b', null, number ? plural(number, 'problem') : 'No problems'), h('span', { class: 'dim' }, checked.parses ? 'the checker of sfn validate' : 'the last good graph is shown')),
    ...all.slice(0, 200).map((/** @type {any} */ one) => h('div', { class: `pr${state.state && one.pointer.startsWith(state.state) ? ' sel' : ''}` },
      mark(one.severity === 'error' ? 'bad' : one.severity === 'warning' ? 'warn' : 'none'), h('span', { class: 'co mono' }, one.code),
      h('span', { class: 'm' }, one.message, h('small', null, [one.help, one.aws && `aws: ${one.aws.code}`].filter(Boolean).join('   '))),
      h('button', { type: 'button', class: 'lnk', onclick: () => parts.editor.goTo(one.line, one.column) }, `${one.line}:${one.column}`),
      one.fixable ? button({ class: 'btn sm', onclick: () => fix(one) }, 'Fix') : h('span', null))));
}

/** @param {string} text */
function typed(text) {
  const own = draft();
  if (!own) return;
  if (Date.now() - typedAt > 700) remember(own);
  typedAt = Date.now();
  own.text = text;
  drawBar(own);
  clearTimeout(timer);
  timer = setTimeout(() => check(own), REST);
}

/** @param {Draft} own */
function remember(own) {
  own.undo.push(own.text);
  if (own.undo.length > 200) own.undo.shift();
  own.redo = [];
}

/** @param {Draft} own */
async function check(own) {
  const mine = ++version;
  const { machine } = state;
  const found = await send('check', { ref: machine.ref, file: machine.file, text: own.text }).catch((error) => ({ parses: false, problems: [{ severity: 'error', message: error.message, code: '', pointer: '', line: 1, column: 1 }] }));
  if (mine !== version) return;
  own.checked = found.parses ? found : { ...own.checked, parses: false, problems: found.problems, problem_count: found.problem_count };
  say(plural(found.problem_count ?? found.problems.length, 'problem'));
  if (parts) {
    drawBar(own);
    drawChecked(own);
    parts.editor.choose(own.checked.places?.[state.state] ?? null, false);
    parts.graph.choose(state.state);
  }
}

/** A change by the graph or the form. @param {any} what */
async function change(what) {
  const own = draft();
  if (!own) return;
  if (!own.checked.parses || !own.checked.own) {
    toast(own.checked.parses ? 'This definition stands inside a template: edit it as text.' : 'The text cannot be read at the moment: correct it first.');
    return;
  }
  try {
    const done = await send('change', { ...what, text: own.text, format: own.checked.format, definition: own.checked.definition });
    await become(own, done.text);
    set({ state: what.op === 'set' ? state.state : done.pointer, visit: -1 });
  } catch (/** @type {any} */ error) {
    toast(error.message);
  }
}

/** @param {any} one */
async function fix(one) {
  const own = draft();
  if (!own) return;
  try {
    const done = await send('fix', { ref: state.machine.ref, file: state.machine.file, text: own.text, code: one.code, pointer: one.pointer });
    if (done.changes === 0) toast('There is nothing to fix any more.');
    else await become(own, done.text);
  } catch (/** @type {any} */ error) {
    toast(error.message);
  }
}

/** @param {Draft} own @param {string} text */
async function become(own, text) {
  remember(own);
  own.text = text;
  parts.editor.setText(text);
  await check(own);
}

export async function undo() {
  const own = draft();
  const before = own?.undo.pop();
  if (!own || before === undefined) return;
  own.redo.push(own.text);
  own.text = before;
  parts.editor.setText(before);
  await check(own);
}

async function redo() {
  const own = draft();
  const after = own?.redo.pop();
  if (!own || after === undefined) return;
  own.undo.push(own.text);
  own.text = after;
  parts.editor.setText(after);
  await check(own);
}

export async function save() {
  const own = draft();
  const { machine } = state;
  if (!own || own.text === own.saved) return;
  const text = own.text;
  try {
    const done = await send('save', { ref: machine.ref, file: machine.file, text, hash: own.hash });
    Object.assign(own, { saved: text, hash: done.hash, theirs: null });
    toast(`Saved ${machine.shown}.`);
    set({ machine: await get('machine', { ref: machine.ref }) });
  } catch (/** @type {any} */ error) {
    if (error.status === 409) own.theirs = { text: error.said.text, hash: error.said.hash };
    else toast(error.message);
  }
  drawBar(own);
}

/** The file on the disk is another one now. @param {string} hash */
export async function fileChanged(hash) {
  const { machine } = state;
  const own = drafts.get(machine.ref);
  if (own && own.hash === hash) return;
  const now = await get('machine', { ref: machine.ref }).catch(() => null);
  if (!now || state.machine?.ref !== now.ref) return;
  if (own && own.text !== own.saved) own.theirs = { text: now.text, hash: now.hash };
  else if (own) Object.assign(own, { text: now.text, saved: now.text, hash: now.hash, checked: now, theirs: null });
  set({ machine: now });
}

/** @param {Draft} own */
async function takeTheirs(own) {
  if (!own.theirs) return;
  const { text, hash } = own.theirs;
  Object.assign(own, { saved: text, hash, theirs: null });
  await become(own, text);
}

/** What I have replaces what is there at the next save. @param {Draft} own */
function keepMine(own) {
  if (!own.theirs) return;
  Object.assign(own, { saved: own.theirs.text, hash: own.theirs.hash, theirs: null });
  drawBar(own);
}

/** @param {Draft} own */
function compareTexts(own) {
  if (!own.theirs) return;
  const [mine, theirs] = [own.text.split('\n'), own.theirs.text.split('\n')];
  let [from, tail] = [0, 0];
  while (from < mine.length && mine[from] === theirs[from]) from++;
  while (tail < Math.min(mine.length, theirs.length) - from && mine[mine.length - 1 - tail] === theirs[theirs.length - 1 - tail]) tail++;
  const lines = [
    ...theirs.slice(from, theirs.length - tail).map((line) => h('div', { class: 'dr rem' }, h('span', { class: 'sg' }, '−'), h('span', { class: 'pa' }, ''), h('span', { class: 'va' }, line))),
    ...mine.slice(from, mine.length - tail).map((line) => h('div', { class: 'dr add' }, h('span', { class: 'sg' }, '+'), h('span', { class: 'pa' }, ''), h('span', { class: 'va' }, line))),
  ];
  dialog('− on disk, + here', h('div', { class: 'db' }, h('p', { class: 'note' }, `from line ${from + 1}`), h('div', { class: 'diff' }, lines)));
}

