// What a run waits for that has not ended: moments with the time left, answers, and tokens with the command that
// answers them.

import { get } from './api.js';
import { button, byId, copy, h, mark, put } from './dom.js';
import { isOfServer } from './live.js';
import { set, state } from './store.js';
import { clock, plural, took } from './words.js';

const MOST = 4;

let isWhole = false;

setInterval(() => {
  if (!document.hidden) for (const one of document.querySelectorAll('#waits .left')) one.textContent = left(Number(/** @type {HTMLElement} */ (one).dataset.until));
}, 1000);

/** Asks what the run waits for; while one is stepped through, that says it itself. */
export async function loadPending() {
  const { run, stepping } = state;
  const found = run && !stepping && run.doc.status === 'RUNNING' ? await get('pending', { id: run.id }).catch(() => null) : null;
  if (state.run === run) set({ pending: found?.pending ?? [] });
}

export function drawPending() {
  const { pending } = state;
  const place = byId('waits');
  place.hidden = pending.length === 0;
  put(place, h('ul', null, (isWhole ? pending : pending.slice(0, MOST)).map(row)),
    pending.length > MOST && button({ class: 'btn sm', onclick: () => {
      isWhole = !isWhole;
      drawPending();
    } }, isWhole ? 'Fewer' : `All ${plural(pending.length, 'wait')}`));
}

/** What a visit waits for, if it does. @param {number} visit */
export function pendingOf(visit) {
  return state.pending.find((one) => one.visit === visit);
}

/** @param {any} one */
function row(one) {
  const { run } = state;
  const around = run?.around(one.visit).join(' › ');
  const name = h('button', { type: 'button', class: 'lnk', onclick: () => run && set({ visit: one.visit, state: run.pointerOf(one.visit) }) }, around ? `${around} › ${one.state}` : one.state);
  const words = { time: 'waits', retry: 'tries again', token: 'waits for its token', answer: `waits for ${one.resource}`, turn: 'goes on next' }[/** @type {'time'} */ (one.for)];
  const end = one.until !== undefined && h('span', { class: 'num' }, one.for === 'time' || one.for === 'retry' ? ` until ${clock(one.until)}` : ` times out at ${clock(one.until)}`,
    isOfServer(run?.id ?? '') && h('span', { class: 'left', 'data-until': one.until }, left(one.until)));
  return h('li', null, mark('wait'), h('span', { class: 'cut' }, name, ` ${words}`), end, one.token && answer(one.token), one.activity && command(`get-activity-task --activity-arn ${one.activity}`, 'Copy the command that takes it'));
}

/** The time left, on the clock of this machine. @param {number} until */
function left(until) {
  const rest = (state.run?.doc.start ?? 0) + until - Date.now();
  return rest > 0 ? `, ${took(rest)} left` : '';
}

/** The command that answers a token, to be copied. @param {string} token */
export function answer(token) {
  return command(`send-task-success --task-token ${token} --task-output '{}'`, 'Copy the command that answers');
}

/** @param {string} what @param {string} label */
function command(what, label) {
  const endpoint = isOfServer(state.run?.id ?? '') ? ` --endpoint-url ${location.origin}` : '';
  const words = `aws stepfunctions ${what}${endpoint}`;
  return h('span', { class: 'answers' }, h('code', { class: 'cut', title: words }, words), button({ class: 'btn sm', onclick: () => copy(words) }, label));
}
