// The result line of a run: did it work, where did it go wrong, what was not taken.

import { link } from './api.js';
import { chooseOther } from './compare.js';
import { button, byId, h, mark, put, toast } from './dom.js';
import { openStart } from './start.js';
import { startStepping } from './stepping.js';
import { set, state } from './store.js';
import { count, markOfStatus, plural, took } from './words.js';

export function drawHead() {
  const { run, machine, project } = state;
  if (!run) {
    const name = machine?.name ?? '';
    put(byId('rh1'), h('h2', { class: 'cut grow' }, name || (project ? 'Choose a machine' : '')),
      machine && button({ class: 'btn keep', onclick: () => openStart({}) }, mark('retry'), 'Run'),
      machine && button({ class: 'btn', onclick: () => set({ view: 'edit' }) }, mark('pen'), 'Edit'));
    put(byId('rh2'), h('span', { class: 'cut' }, machine ? facts(machine) : ''));
    return;
  }
  const { doc } = run;
  const ended = markOfStatus(doc.status);
  const first = run.first();
  const failed = first >= 0 && run.markOf(first) !== 'ok' ? first : -1;
  const kind = failed < 0 ? 'ok' : run.markOf(failed) === 'warn' ? 'warn' : doc.status === 'RUNNING' ? 'run' : 'bad';
  const verb = { ok: '', warn: 'caught in', run: 'now in', bad: 'failed in' }[kind];
  const stateName = failed >= 0 ? run.states[run.v.state[failed]].name : '';
  put(byId('rh1'), h('span', { class: `pill ${ended}` }, mark(ended), doc.status),
    h('h2', { class: 'cut' }, doc.name || doc.machine),
    failed >= 0 && h('button', { type: 'button', class: `pill ${kind}`, onclick: () => set({ state: run.pointerOf(failed), visit: failed }) },
      mark(kind), `${verb} ${stateName}`),
    h('span', { class: 'grow' }),
    doc.ref && button({ class: 'btn keep', onclick: () => openStart({}) }, mark('retry'), 'Run again'),
    !state.stepping && run.count > 0 && button({ class: 'btn opt', title: 'Goes through this run state by state, as it was', onclick: () => startStepping({ run: run.id }).catch((error) => toast(error.message)) }, 'Step through'),
    button({ class: 'btn opt', onclick: () => chooseOther() }, 'Compare'));
  const isVirtual = doc.clock === 'virtual';
  const words = [`${isVirtual ? 'virtual ' : ''}${took(doc.took)}`, plural(doc.entered, 'state'), doc.items && plural(doc.items, 'Map item'),
    doc.calls && `${plural(doc.calls, 'call')}${doc.failed_calls ? `, ${count(doc.failed_calls)} failed` : ''}`, plural(run.count, 'event'),
    doc.unused.length > 0 && `${plural(doc.unused.length, 'answer')} never used`].filter(Boolean);
  put(byId('rh2'), h('span', { class: 'cut' }, words.join(' · ')), doc.error && h('span', { class: 'cut bad' }, doc.error),
    h('span', { class: 'links' },
      h('a', { class: 'lnk', title: 'The events, as GetExecutionHistory returns them', href: link('history', { id: run.id }), download: '' }, 'History'),
      h('a', { class: 'lnk', title: 'The run, as sfn run --save-trace writes it', href: link('recording', { id: run.id }), download: '' }, 'Recording')));
}

/** @param {any} machine */
function facts(machine) {
  const problems = machine.problem_count ? plural(machine.problem_count, 'problem') : 'no problems';
  return [machine.shown, machine.states !== undefined && plural(machine.states, 'state'), machine.language, problems, machine.mocks?.length && `answers of ${machine.mocks.join(', ')}`].filter(Boolean).join(' · ');
}
