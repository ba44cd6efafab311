// The page: reads what is asked for, and draws what changed.

import { get, onConnection, send } from './api.js';
import { drawCompare } from './compare.js';
import { byId, say, toast } from './dom.js';
import { drawEdit, fileChanged, isDirty } from './edit.js';
import { Graph } from './graph.js';
import { drawInspector } from './inspector.js';
import { drawItems } from './items.js';
import { applyTheme, listenToKeys } from './keys.js';
import { drawMachines, drawRuns, makeLists } from './lists.js';
import { watchExecutions } from './live.js';
import { Run } from './model.js';
import { drawPending, loadPending } from './pending.js';
import { drawCrumb, drawFrame, makeFrame } from './panes.js';
import { drawHead } from './run.js';
import { openDropped } from './start.js';
import { drawStepper, makeStepper } from './stepper.js';
import { drawStepping, makeStepping, resume } from './stepping.js';
import { listen, readLink, set, state } from './store.js';
import { drawTimeline, makeTimeline } from './timeline.js';
import { took } from './words.js';

const narrow = matchMedia('(max-width: 760px)');

applyTheme();
makeFrame();
makeLists();
const graph = new Graph(byId('gs'), (pointer, opens) => choose(pointer, opens));
makeStepper(graph);
makeTimeline();
makeStepping();
listenToKeys();
listen(draw);
drawFrame();
drawStepper();
narrow.addEventListener('change', () => drawGraph(new Set(['machine'])));
addEventListener('sfn-theme', () => drawTimeline(new Set()));
addEventListener('popstate', () => follow());
addEventListener('beforeunload', (event) => isDirty() && event.preventDefault());
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  event.preventDefault();
  const file = event.dataTransfer?.files[0];
  if (file) openDropped(file);
});
connection();
start();

async function start() {
  try {
    set({ project: await get('project') });
  } catch (/** @type {any} */ error) {
    toast(error.message);
    return;
  }
  follow();
  const { step } = readLink();
  if (step) resume(step);
  poll();
  watchExecutions();
}

/** Goes where the link says. */
function follow() {
  const link = readLink();
  const runs = state.project?.runs ?? [];
  const known = runs.find((/** @type {any} */ run) => run.id === link.run);
  if (link.run && !known) toast('This run is gone. The list has those there are.');
  const run = known ?? (link.machine || link.run ? undefined : runs[0]);
  const machines = state.project?.machines ?? [];
  const ref = run?.ref ?? link.machine ?? machines[0]?.ref ?? '';
  set({
    ref, runId: run?.id ?? '', view: ['run', 'items', 'edit'].includes(link.view) ? link.view : 'run',
    ...(link.state && { state: link.state }), ...(link.visit && { visit: Number(link.visit) }), ...(link.event && { event: Number(link.event) }),
    ...(link.tab && { tab: link.tab }),
  });
}

/** Choosing a state never moves the stepper. @param {string} pointer @param {boolean} opens */
function choose(pointer, opens) {
  const visits = state.run?.visits(pointer) ?? [];
  const isSame = state.run && state.visit >= 0 && state.run.pointerOf(state.visit) === pointer;
  set({ state: pointer, visit: isSame ? state.visit : visits[0] ?? -1, ...(narrow.matches ? { pane: 'state' } : {}) });
  if (!opens) return;
  const box = state.machine?.graph?.boxes.find((/** @type {any} */ one) => one.pointer === pointer);
  if (box?.type === 'map') set({ view: 'items' });
  else setTimeout(() => /** @type {any} */ (document.querySelector('.tabs [aria-selected=true]'))?.focus(), 80);
}

/** @param {Set<string>} changed */
function draw(changed) {
  const has = (/** @type {string[]} */ ...keys) => keys.some((key) => changed.has(key));
  if (changed.has('ref')) loadMachine();
  if (changed.has('runId')) loadRun();
  if (has('view', 'pane')) drawFrame();
  if (has('project', 'ref')) drawMachines();
  if (has('project', 'runId')) drawRuns();
  if (has('project', 'machine', 'run')) drawCrumb();
  if (has('run', 'machine', 'project', 'otherRun', 'stepping')) drawHead();
  if (has('otherRun', 'run')) drawCompare();
  if (has('machine', 'run', 'event', 'state', 'otherRun', 'view', 'stepping')) drawGraph(changed);
  if (has('run', 'event')) drawStepper();
  if (has('stepping', 'run')) drawStepping();
  if (has('stepping', 'run')) loadPending();
  if (has('pending')) drawPending();
  if (has('run', 'event', 'state', 'view', 'pane')) drawTimeline(changed);
  if (has('run', 'machine', 'state', 'visit', 'tab', 'stepping', 'pending', 'otherRun') || (has('event') && state.tab === 'Events')) drawInspector();
  if (state.view === 'items' && has('run', 'visit', 'view')) drawItems();
  if (has('view', 'machine', 'state')) drawEdit(changed);
}

/** @param {Set<string>} changed */
function drawGraph(changed) {
  const { machine, run, event, otherRun } = state;
  const layout = narrow.matches ? machine?.narrow : machine?.graph;
  if (changed.has('machine')) graph.draw(layout ?? null);
  const look = (/** @type {string} */ pointer) => {
    if (!run) return null;
    const times = run.times(pointer, event);
    const visit = run.visits(pointer)[times - 1];
    const mark = run.mark(pointer, event);
    const isOver = mark !== 'run' && mark !== 'none' && mark !== 'cut';
    const retried = visit === undefined ? 0 : run.v.retries[visit];
    const note = visit === undefined || !isOver ? '' : took(run.v.ended[visit] - run.v.entered[visit]);
    return { mark, times, retried, note, other: otherRun ? otherRun.run.mark(pointer, otherRun.run.last) : '' };
  };
  graph.paint(look, (from, kind) => run?.taken(from, kind, event) ?? 0);
  graph.choose(state.state);
  graph.stand(state.stepping?.pointer ?? '');
}

async function loadMachine() {
  const { ref } = state;
  // A run may bring its own machine.
  if (!ref) return;
  try {
    const machine = await get('machine', { ref });
    if (state.ref === ref) set({ machine });
  } catch (/** @type {any} */ error) {
    if (state.ref !== ref) return;
    set({ machine: null });
    toast(error.message);
  }
}

async function loadRun() {
  const id = state.runId;
  // Whoever chose it brought it, too.
  if (id && state.run?.id === id) return;
  if (!id) {
    set({ run: null, otherRun: null });
    return;
  }
  try {
    const run = new Run(await get('run', { id }));
    if (state.runId !== id) return;
    const isKnown = state.visit >= 0 && state.visit < run.v.state.length && run.pointerOf(state.visit) === state.state;
    const first = run.first();
    set({
      run, otherRun: null, ...(run.doc.ref ? { ref: run.doc.ref } : { ref: '', machine: await machineOf(run.doc) }),
      event: state.event > 0 && state.event <= run.last && isKnown ? state.event : run.last,
      visit: isKnown ? state.visit : first, state: isKnown ? state.state : first >= 0 ? run.pointerOf(first) : '',
    });
    say(`${run.doc.machine} ${run.doc.status}`);
  } catch (/** @type {any} */ error) {
    toast(error.message);
    set({ run: null, runId: '' });
  }
}

/** The machine of a run whose definition is no file of the project. @param {any} doc */
async function machineOf(doc) {
  const found = await send('check', { ref: doc.file, file: doc.file, text: doc.source }).catch(() => null);
  return found && { ...found, ref: '', name: doc.machine, file: '', shown: doc.file, text: doc.source, hash: '', mocks: doc.mocks };
}

function connection() {
  let seen = new Date();
  onConnection((isThere) => {
    const place = byId('conn');
    if (isThere) seen = new Date();
    const words = isThere ? 'live' : `not connected, last seen ${seen.toTimeString().slice(0, 5)}`;
    place.classList.toggle('off', !isThere);
    place.title = isThere ? 'connected to sfn on this machine' : `${words}: all stays readable; the page tries again`;
    place.querySelector('span').textContent = words;
  });
}

/** Asks from time to time what has changed: files on the disk, runs. After a restart the page starts anew. */
async function poll() {
  let pause = 1000;
  for (;;) {
    await new Promise((done) => setTimeout(done, pause));
    if (document.hidden) continue;
    try {
      const { machine } = state;
      if (machine?.file) {
        const { hash } = await get('stamp', { ref: machine.file });
        if (hash && hash !== state.machine?.hash && machine === state.machine) await fileChanged(hash);
      }
      if (pause > 1000) {
        set({ project: await get('project') });
        location.reload();
      }
      pause = 1000;
    } catch {
      pause = Math.min(30000, pause * 2);
    }
  }
}
