// Starting a run: with an input, with other answers, from a state; and opening a run that was saved.

import { get, send } from './api.js';
import { button, dialog, h, put, toast } from './dom.js';
import { problem } from './inspector.js';
import { startStepping } from './stepping.js';
import { set, state } from './store.js';

/** The input of the last run of each machine. @type {Map<string, string>} */
const inputs = new Map();

/**
 * @param {{from?: string, answer?: string, visit?: number}} how
 */
export async function openStart({ from, answer, visit }) {
  const ref = state.run?.doc.ref ?? state.ref;
  if (!ref) {
    toast('Choose a machine first.');
    return;
  }
  const held = state.run && visit !== undefined && visit >= 0 ? await get('visit', { id: state.run.id, visit, reveal: 1 }).catch(() => null) : null;
  const begin = state.run && !from ? await firstInput() : null;
  const text = from && held ? JSON.stringify(held.input, null, 2) : begin ?? inputs.get(ref) ?? '{}';
  const input = h('textarea', { class: 'area', rows: '9', spellcheck: 'false', 'aria-label': 'Input' });
  input.value = text;
  const name = h('input', { class: 'field', 'aria-label': 'Name', placeholder: 'name (optional)' });
  const answers = h('div', { class: 'answers' });
  const add = (/** @type {string} */ stateName, /** @type {string} */ value) => {
    const row = h('div', { class: 'answer' }, h('input', { class: 'field', 'aria-label': 'State', value: stateName, list: 'taskstates' }),
      h('textarea', { class: 'area', rows: '4', spellcheck: 'false', 'aria-label': `Answer of ${stateName || 'the state'}` }),
      button({ class: 'btn sm', 'aria-label': 'Remove this answer', onclick: () => row.remove() }, '−'));
    row.querySelector('textarea').value = value;
    answers.append(row);
  };
  if (answer) add(answer, answerText(held));
  const names = h('datalist', { id: 'taskstates' }, (state.run?.states ?? []).filter((/** @type {any} */ one) => one.type === 'Task').map((/** @type {any} */ one) => h('option', { value: one.name })));
  const wrong = h('div', { role: 'alert' });
  const go = button({ class: 'btn pri', onclick: () => run(false) }, 'Run');
  const step = button({ class: 'btn', title: 'Stands still before every state', onclick: () => run(true) }, 'Step through');
  const shown = dialog(from ? `Run again from ${from}` : answer ? `Answer ${answer} differently` : 'Run',
    h('div', { class: 'db' }, h('label', { class: 'lab' }, from ? `Input of ${from}` : 'Input', input), h('label', { class: 'lab' }, 'Name', name),
      h('div', { class: 'lab' }, 'Answers over those of the mock files: JSON, or ', h('code', null, 'throw:Error'), ', ', h('code', null, 'delay:…')), answers,
      h('div', { class: 'acts' }, button({ class: 'btn sm', onclick: () => add('', '{}') }, 'Add an answer')), names, wrong,
      h('div', { class: 'acts' }, go, step)));
  (answer ? answers.querySelector('textarea') : input).focus();
  /** @param {boolean} steps */
  async function run(steps) {
    /** @type {Record<string, string>} */
    const given = {};
    for (const row of answers.children) {
      const [one, value] = [row.querySelector('input').value, row.querySelector('textarea').value];
      if (one) given[one] = value;
    }
    go.disabled = step.disabled = true;
    try {
      const body = { ref, input: input.value, name: name.value, answers: given, from: from ?? '' };
      if (steps) await startStepping(body);
      const row = steps ? null : await send('run', body);
      if (!from) inputs.set(ref, input.value);
      shown.close();
      if (row) await arrived(row);
    } catch (/** @type {any} */ error) {
      const found = error.said?.diagnostics ?? [];
      put(wrong, found.length ? found.map((/** @type {any} */ one) => problem(one, '')) : problem({ message: error.message, help: error.said?.help }, ''));
      go.disabled = step.disabled = false;
    }
  }
}

/** Runs the machine of the run that is shown with its input once more. */
export async function runAgain() {
  const { run } = state;
  if (!run) return;
  try {
    await arrived(await send('run', { ref: run.doc.ref, input: await firstInput() ?? '{}', name: run.doc.name }));
  } catch (/** @type {any} */ error) {
    toast(error.message);
  }
}

/** The input of the run that is shown. */
async function firstInput() {
  if (!state.run?.count) return null;
  const [event] = await get('events', { id: state.run.id, from: 0, count: 1 }).catch(() => [null]);
  const input = event?.executionStartedEventDetails?.input;
  try {
    return input === undefined ? null : JSON.stringify(JSON.parse(input), null, 2);
  } catch {
    return input;
  }
}

/** What was answered, as `--mock` takes it. @param {any} held */
function answerText(held) {
  const last = held?.attempts?.at(-1);
  if (!last) return '{}';
  return last.error !== undefined ? `throw:${last.error}` : JSON.stringify(last.result ?? {}, null, 2);
}

/** A run is there: show it. @param {any} row */
async function arrived(row) {
  const project = await get('project');
  set({ project, ref: row.ref ?? state.ref, runId: row.id, view: 'run', state: '', visit: -1, event: 0 });
}

/** Opens a file that was dropped or chosen. @param {File} file */
export async function openDropped(file) {
  try {
    await arrived(await send('open', { name: file.name, text: await file.text(), ...(state.ref ? { ref: state.ref } : {}) }));
  } catch (/** @type {any} */ error) {
    toast(error.message);
  }
}
