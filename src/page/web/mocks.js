// The mock file of a machine: an answer is edited where it is written. The rest of the file stays as it is, and what
// somebody else wrote meanwhile is never overwritten.

import { get, send } from './api.js';
import { button, dialog, h, mark, put, toast } from './dom.js';
import { runAgain } from './start.js';
import { set, state } from './store.js';
import { TextEditor } from './text.js';
import { plural } from './words.js';

const REST = 120;

/**
 * Opens the file at the answer.
 * @param {string} by What answered: `order.sfn.yaml:8 states.Get Order`; empty if nothing did.
 * @param {string} name The state.
 */
export async function openMocks(by, name) {
  const ref = state.run?.doc.ref ?? state.ref;
  const found = await get('mocks', { ref }).catch((error) => toast(error.message));
  if (!found) return;
  const [, shown, line] = /^(.*?):(\d+) /.exec(by) ?? [];
  const fresh = { file: found.new, shown: found.new, text: `version: 1\nmocks:\n  states:\n    ${JSON.stringify(name)}: {return: {}}\n`, hash: '' };
  const own = found.files.find((/** @type {any} */ one) => one.shown === shown) ?? found.files.at(-1) ?? (found.new ? fresh : null);
  if (!own) {
    toast('This definition has no place for a mock file.');
    return;
  }
  let saved = own.hash ? own.text : '';
  let version = 0;
  /** @type {any} */
  let timer;
  const problems = h('div', { role: 'status', class: 'mockp' });
  const conflict = h('div', { class: 'pend', hidden: true });
  const editor = new TextEditor(() => {
    clearTimeout(timer);
    timer = setTimeout(check, REST);
    draw();
  });
  editor.area.setAttribute('aria-label', `Text of ${own.shown}`);
  const keep = button({ class: 'btn', onclick: () => save(false) }, 'Save');
  const again = button({ class: 'btn pri', onclick: () => save(true) }, 'Save and run again');
  const box = dialog(own.shown, conflict, h('div', { class: 'mocked' }, editor.element), problems, h('div', { class: 'acts db' }, keep, state.run && again));
  box.classList.add('wide');
  box.addEventListener('cancel', (event) => {
    // What was written is not lost by a key.
    if (editor.text !== saved && own.hash) event.preventDefault();
  });
  editor.setText(own.text);
  const at = line && own.shown === shown ? Number(line) : own.text.split('\n').findIndex((/** @type {string} */ one) => one.includes(name)) + 1;
  setTimeout(() => editor.goTo(Math.max(1, at), 1), 30);
  draw();
  check();

  function draw() {
    keep.disabled = editor.text === saved;
  }

  async function check() {
    const mine = ++version;
    const said = await send('checkmocks', { ref, file: own.file, text: editor.text }).catch((error) => ({ problems: [{ message: error.message }] }));
    if (mine !== version) return;
    const all = said.problems.filter((/** @type {any} */ one) => !one.file || one.file === own.shown);
    editor.setProblems(all.filter((/** @type {any} */ one) => one.line));
    put(problems, h('div', { class: 'pr head' }, h('b', null, all.length ? plural(all.length, 'problem') : 'No problems')),
      all.slice(0, 50).map((/** @type {any} */ one) => h('div', { class: 'pr' }, mark(one.severity === 'warning' ? 'warn' : 'bad'), h('span', { class: 'co mono' }, one.code ?? ''),
        h('span', { class: 'm' }, one.message, one.help && h('small', null, one.help)),
        one.line && h('button', { type: 'button', class: 'lnk', onclick: () => editor.goTo(one.line, one.column) }, `${one.line}:${one.column}`))));
  }

  /** @param {boolean} runs */
  async function save(runs) {
    const text = editor.text;
    try {
      if (text !== saved) {
        const done = await send('savemocks', { ref, file: own.file, text, hash: own.hash });
        [saved, own.hash] = [text, done.hash];
        toast(`Saved ${own.shown}.`);
        set({ machine: await get('machine', { ref }) });
      }
      conflict.hidden = true;
      draw();
      if (!runs) return;
      box.close();
      await runAgain();
    } catch (/** @type {any} */ error) {
      if (error.status === 409) differ(error.said);
      else toast(error.message);
    }
  }

  /** Somebody else wrote it: nothing is written until the reader decides. @param {{text: string, hash: string}} theirs */
  function differ(theirs) {
    conflict.hidden = false;
    const take = (/** @type {string} */ text) => {
      [saved, own.hash, conflict.hidden] = [theirs.text, theirs.hash, true];
      editor.setText(text);
      draw();
      check();
    };
    put(conflict, h('span', { class: 'grow' }, `${own.shown} was changed on disk.`),
      button({ class: 'btn sm', onclick: () => take(theirs.text) }, 'Take theirs'), button({ class: 'btn sm', onclick: () => take(editor.text) }, 'Keep mine'));
  }
}
