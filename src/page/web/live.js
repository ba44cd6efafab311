// Executions of the server that the page comes from, as `sfn serve` has them: listed, opened, followed while they run.
// They are asked for by AWS's own API, on the same port.

import { get, send } from './api.js';
import { byId, h, mark, put, toast } from './dom.js';
import { Run } from './model.js';
import { set, state } from './store.js';
import { count, markOfStatus, plural } from './words.js';

/** The most events that are fetched of an execution. */
const MOST = 25_000;

/** The run that an execution is shown as. @type {Map<string, string>} */
const shown = new Map();
/** @type {any[]} */
let executions = [];
/** Who started whom, and the Map Runs of the execution that is followed. @type {{all: any[], runs: any[]}} */
let family = { all: [], runs: [] };
let following = '';

/**
 * @param {string} operation
 * @param {any} request
 * @returns {Promise<any>}
 */
async function aws(operation, request) {
  const answer = await fetch('/', {
    method: 'POST', body: JSON.stringify(request),
    headers: { 'x-amz-target': `AWSStepFunctions.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.message ?? said.__type);
  return said;
}

/** Whether a run is an execution of this server. @param {string} id */
export function isOfServer(id) {
  return [...shown.values()].includes(id);
}

/** Looks again and again, as long as somebody looks at the page. */
export async function watchExecutions() {
  for (;;) {
    if (!document.hidden) await look().catch(() => {});
    await new Promise((done) => setTimeout(done, 2000));
  }
}

async function look() {
  const { stateMachines } = await aws('ListStateMachines', { maxResults: 100 });
  const all = await Promise.all(stateMachines.map(async (/** @type {any} */ machine) =>
    (await aws('ListExecutions', { stateMachineArn: machine.stateMachineArn, maxResults: 30 }).catch(() => ({ executions: [] }))).executions
      .map((/** @type {any} */ one) => ({ ...one, machine: machine.name }))));
  const found = all.flat().sort((a, b) => b.startDate - a.startDate).slice(0, 100);
  if (JSON.stringify(found) !== JSON.stringify(executions)) {
    executions = found;
    draw();
  }
  const now = executions.find((one) => one.executionArn === following);
  if (following && state.runId === shown.get(following) && state.run?.doc.status === 'RUNNING') await follow(now?.machine ?? '');
}

function draw() {
  const place = byId('executions');
  place.parentElement.hidden = executions.length === 0;
  put(place, ...executions.map((one) => h('li', null, h('button', { type: 'button', class: 'row', 'aria-current': String(one.executionArn === following), onclick: () => open(one) },
    mark(markOfStatus(one.status)), h('span', { class: 'two' }, h('span', { class: 'cut' }, one.name), h('span', { class: 'sub' }, h('span', { class: 'cut' }, `${one.machine} · ${one.status}`)))))));
}

/** @param {any} one */
async function open(one) {
  try {
    following = one.executionArn;
    const id = await fetched(one.machine);
    set({ project: await get('project'), runId: id, view: 'run', state: '', visit: -1, event: 0 });
    draw();
  } catch (/** @type {any} */ error) {
    toast(error.message);
  }
}

/** Hands the history of the execution that is followed to the page's own side. @param {string} machine */
async function fetched(machine) {
  const executionArn = following;
  const { definition } = await aws('DescribeStateMachineForExecution', { executionArn });
  const events = [];
  for (let nextToken; events.length < MOST;) {
    const part = await aws('GetExecutionHistory', { executionArn, maxResults: 1000, ...(nextToken ? { nextToken } : {}) });
    events.push(...part.events);
    nextToken = part.nextToken;
    if (!nextToken) break;
  }
  const row = await send('open', {
    name: executionArn.split(':').pop() ?? '', text: JSON.stringify({ events }), definition, machine: `${machine || 'machine'}.asl.json`,
    ...(shown.has(executionArn) ? { id: shown.get(executionArn) } : {}),
  });
  shown.set(executionArn, row.id);
  await relatives(executionArn).catch(() => {});
  return row.id;
}

/** @param {string} machine */
async function follow(machine) {
  const before = state.run;
  const id = await fetched(machine);
  if (state.runId !== id || !before) return;
  const run = new Run(await get('run', { id }));
  if (run.count === before.count && run.doc.status === before.doc.status) return;
  const isAtEnd = state.event >= before.last;
  const first = run.first();
  const moves = isAtEnd && run.doc.status !== 'RUNNING' && first >= 0 && state.visit < 0;
  set({ run, ...(isAtEnd ? { event: run.last } : {}), ...(moves ? { visit: first, state: run.pointerOf(first) } : {}), project: await get('project') });
}

/** Reads who started the execution and what it started, and its Map Runs. @param {string} executionArn */
async function relatives(executionArn) {
  const answer = await fetch(`/_sfn/executions?of=${encodeURIComponent(executionArn)}`);
  const { executions: all } = await answer.json();
  const { mapRuns } = await aws('ListMapRuns', { executionArn, maxResults: 20 }).catch(() => ({ mapRuns: [] }));
  const runs = await Promise.all(mapRuns.map(async (/** @type {any} */ { mapRunArn }) => ({
    ...await aws('DescribeMapRun', { mapRunArn }), children: (await aws('ListExecutions', { mapRunArn, maxResults: 20 })).executions,
  })));
  if (executionArn !== following) return;
  family = { all, runs };
  drawFamily();
}

/** The family as lists inside each other. */
function drawFamily() {
  const place = byId('family');
  place.parentElement.hidden = family.all.length < 2 && family.runs.length === 0;
  const known = new Set(family.all.map((one) => one.executionArn));
  const of = (/** @type {string | null} */ parent) => family.all.filter((one) => (known.has(one.parent) ? one.parent : null) === parent);
  /** @param {any} one @returns {any} */
  const branch = (one) => {
    const isShown = one.executionArn === following;
    const inside = [...(isShown ? family.runs.map(mapRun) : []), ...of(one.executionArn).map(branch)];
    return h('li', null, relative(one, one.stateMachineArn.split(':').pop()), inside.length > 0 && h('ul', null, inside));
  };
  const roots = of(null).map(branch);
  // One that the server does not list any more still has its Map Runs.
  put(place, ...(roots.length ? roots : family.runs.map(mapRun)));
}

/** @param {any} one @param {string} more */
function relative(one, more) {
  const isNow = one.executionArn === following;
  return h('button', { type: 'button', class: 'row', 'aria-current': String(isNow), onclick: () => open({ ...one, machine: more }) },
    mark(markOfStatus(one.status)), h('span', { class: 'two' }, h('span', { class: 'cut' }, one.name), h('span', { class: 'sub' }, h('span', { class: 'cut' }, `${more} · ${one.status}`))));
}

/** @param {any} run */
function mapRun(run) {
  const { total, succeeded, failed } = run.itemCounts;
  const rest = run.executionCounts.total - run.children.length;
  return h('li', null, h('div', { class: 'run2' }, mark('grid'), `Map Run · ${run.status} · ${plural(total, 'item')}, ✓ ${count(succeeded)}${failed ? ` ✗ ${count(failed)}` : ''}`),
    h('ul', null, run.children.map((/** @type {any} */ one) => h('li', null, relative(one, 'item'))), rest > 0 && h('li', { class: 'note' }, `and ${count(rest)} more`)));
}
