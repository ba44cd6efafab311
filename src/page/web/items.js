// Map items: 100,000 rows scroll, since only those in view are there.

import { get } from './api.js';
import { byId, button, h, mark, put } from './dom.js';
import { set, state } from './store.js';
import { WORDS, clock, count, took } from './words.js';

const [ROW, SPARE] = [24, 6];

/** @type {any[]} */
let all = [];
/** @type {any[]} */
let rows = [];
let only = 'All';
let text = '';
/** @type {any} */
let parts = null;
let key = '';

/** The items of a Map or the branches of a Parallel: each with its worst mark, time and error. @param {number} visit */
function collect(visit) {
  const { run } = state;
  if (!run || visit < 0) return [];
  const [owner, on] = [run.v.state[visit], run.v.branch[visit]];
  /** @type {Map<number, any>} */
  const found = new Map();
  for (const [branch, { parent, state: of, index }] of run.branches) {
    if (parent === on && of === owner) found.set(branch, { index, branch, mark: 'ok', from: Infinity, to: 0, calls: 0, retries: 0, error: '', visit: -1 });
  }
  const weight = { ok: 0, cut: 1, warn: 2, bad: 3 };
  run.v.branch.forEach((/** @type {number} */ branch, /** @type {number} */ at) => {
    const item = found.get(branch);
    if (!item || run.v.first[at] < run.v.first[visit] || run.v.first[at] > run.v.last[visit]) return;
    const own = run.markOf(at);
    if (weight[own] > weight[/** @type {keyof typeof weight} */ (item.mark)] || item.visit < 0) item.visit = at;
    if (weight[own] > weight[/** @type {keyof typeof weight} */ (item.mark)]) item.mark = own;
    item.from = Math.min(item.from, run.v.entered[at]);
    item.to = Math.max(item.to, run.v.ended[at]);
    item.calls += run.v.calls[at];
    item.retries += run.v.retries[at];
    item.error = run.v.error[at] || item.error;
  });
  return [...found.values()].filter((item) => item.visit >= 0).sort((a, b) => a.index - b.index);
}

/** The Map or Parallel that is meant: the selected one, the one around the selection, else the first. */
function owner() {
  const { run, visit } = state;
  if (!run) return -1;
  const isOuter = (/** @type {number} */ at) => run.children.has(at);
  if (visit >= 0 && isOuter(visit)) return visit;
  if (visit >= 0) {
    const around = run.branches.get(run.v.branch[visit]);
    if (around) {
      const found = run.visitsOf[around.state].filter((/** @type {number} */ at) => run.v.branch[at] === around.parent && run.v.first[at] < run.v.first[visit]);
      if (found.length) return found[found.length - 1];
    }
  }
  return run.children.keys().next().value ?? -1;
}

export function drawItems() {
  const { run } = state;
  const at = owner();
  if (!run || at < 0) {
    parts = null;
    key = '';
    put(byId('items'), h('p', { class: 'empty pad' }, h('b', null, 'No Map items.'), run ? 'This run went through no Map and no Parallel.' : 'Choose a run first.'));
    return;
  }
  if (key !== `${run.id} ${at}`) {
    key = `${run.id} ${at}`;
    all = collect(at);
    frame(at);
    choose();
    if (all.length < (run.children.get(at)?.length ?? 0)) fetchItems(at);
  }
  draw();
}

/** The items of a distributed Map, which are executions of their own. @param {number} at */
async function fetchItems(at) {
  const { run } = state;
  const mine = key;
  const found = run && (await get('items', { id: run.id, visit: at }).catch(() => null));
  if (!found || key !== mine || found.index.length === 0) return;
  const marks = ['ok', 'warn', 'bad', 'cut'];
  all = found.index.map((/** @type {number} */ index, /** @type {number} */ row) => ({
    index, branch: `c${index}`, visit: -1, mark: marks[found.mark[row]], from: found.from[row], to: found.to[row],
    calls: found.calls[row], retries: found.retries[row], error: found.error[row],
  }));
  frame(at);
  choose();
  draw();
}

/** The item of a distributed Map that was chosen. */
let picked = '';

/** @param {number} at */
function frame(at) {
  const { run } = state;
  if (!run) return;
  const counts = run.children.get(at) ?? { length: 0, good: 0, failed: 0, cut: 0 };
  const search = h('input', { type: 'search', placeholder: 'index or error', 'aria-label': 'Filter items', oninput: () => {
    text = search.value;
    choose();
    draw();
  } });
  const groups = ['All', 'Failed', 'Caught', 'Retried', 'Succeeded'];
  const seg = h('div', { class: 'seg', role: 'group', 'aria-label': 'Show items' }, groups.map((name) => h('button', { type: 'button', 'aria-pressed': String(only === name), onclick: () => {
    only = name;
    for (const one of seg.children) one.setAttribute('aria-pressed', String(one.textContent.startsWith(name)));
    choose();
    draw();
  } }, `${name} ${count(all.filter(is(name)).length)}`)));
  const viewport = h('div', { class: 'vp', role: 'rowgroup' });
  const head = h('div', { class: 'ghd', role: 'rowgroup' }, h('div', { class: 'gr', role: 'row' }, ['Item', 'Status', 'Start', 'Time', 'Calls', 'Error'].map((name) => h('span', { role: 'columnheader' }, name))));
  const grid = h('div', { class: 'grid', role: 'grid', tabindex: '0', 'aria-label': 'Items', 'aria-rowcount': String(all.length + 1), onkeydown: move }, head, viewport);
  grid.addEventListener('scroll', () => requestAnimationFrame(draw));
  parts = { grid, viewport };
  const failed = all.find((item) => item.mark === 'bad');
  put(byId('items'), h('div', { class: 'il' },
    h('div', { class: 'hd' }, h('h2', null, mark(run.markOf(at)), run.states[run.v.state[at]].name),
      h('p', null, `${count(counts.length)} in all · ✓ ${count(counts.good)} · ✗ ${count(counts.failed)}${counts.cut ? ` · ${count(counts.cut)} cut short` : ''}`),
      all.length < counts.length && h('p', null, `${count(all.length)} of them are in the record of this run: items of a distributed Map are executions of their own`)),
    h('div', { class: 'fb' }, seg, search, h('span', { class: 'grow' }),
      failed && button({ class: 'btn sm', onclick: () => jump(failed) }, mark('bad'), `First failed [${failed.index}]`)),
    h('div', { class: 'map' }, strip()), grid));
}

/** @param {string} name @returns {(item: any) => boolean} */
function is(name) {
  return (item) => name === 'All' || (name === 'Failed' && item.mark === 'bad') || (name === 'Caught' && item.mark === 'warn') || (name === 'Retried' && item.retries > 0) || (name === 'Succeeded' && item.mark === 'ok');
}

function choose() {
  const wanted = text.toLowerCase();
  rows = all.filter(is(only)).filter((item) => !wanted || String(item.index) === wanted || item.error.toLowerCase().includes(wanted));
  parts.viewport.style.height = `${rows.length * ROW}px`;
  parts.grid.setAttribute('aria-rowcount', String(rows.length + 1));
}

/** Where the failed ones are. */
function strip() {
  const canvas = h('canvas', { height: '22', 'aria-hidden': 'true' });
  requestAnimationFrame(() => {
    const width = canvas.clientWidth || 600;
    canvas.width = width;
    const pen = canvas.getContext('2d');
    const colours = getComputedStyle(document.documentElement);
    pen.fillStyle = colours.getPropertyValue('--ok');
    pen.globalAlpha = 0.4;
    pen.fillRect(0, 9, width, 5);
    pen.globalAlpha = 1;
    all.forEach((item, at) => {
      if (item.mark !== 'bad' && item.mark !== 'warn') return;
      pen.fillStyle = colours.getPropertyValue(item.mark === 'bad' ? '--bad' : '--warn');
      pen.fillRect(Math.floor((at / all.length) * width), 2, 2, 19);
    });
  });
  canvas.addEventListener('click', (/** @type {MouseEvent} */ event) => {
    const item = all[Math.floor((event.offsetX / canvas.clientWidth) * all.length)];
    if (item) jump(item);
  });
  return canvas;
}

function draw() {
  if (!parts?.grid.isConnected) return;
  const { grid, viewport } = parts;
  const from = Math.max(0, Math.floor(grid.scrollTop / ROW) - SPARE);
  const to = Math.min(rows.length, from + Math.ceil(grid.clientHeight / ROW) + 2 * SPARE);
  const selected = all[0]?.visit < 0 ? picked : state.run?.v.branch[state.visit];
  const shown = rows.slice(from, to).map((item, at) => {
    const row = h('div', { class: 'gr', role: 'row', 'aria-rowindex': String(from + at + 2), 'aria-selected': String(item.branch === selected), onclick: () => jump(item, false) },
      h('span', { role: 'gridcell' }, `[${item.index}]`),
      h('span', { role: 'gridcell', class: item.mark === 'cut' ? 'run' : item.mark }, mark(item.mark === 'cut' ? 'run' : item.mark), ` ${WORDS[item.mark]}`),
      h('span', { role: 'gridcell' }, clock(item.from)), h('span', { role: 'gridcell' }, took(item.to - item.from)),
      h('span', { role: 'gridcell' }, item.calls), h('span', { role: 'gridcell', class: 'bad' }, item.error));
    row.style.top = `${(from + at) * ROW}px`;
    return row;
  });
  viewport.replaceChildren(...shown);
}

/** @param {any} item @param {boolean} [scrolls] */
function jump(item, scrolls = true) {
  const { run } = state;
  if (!run) return;
  if (item.visit < 0) {
    picked = item.branch;
    draw();
  } else set({ state: run.pointerOf(item.visit), visit: item.visit });
  const at = rows.indexOf(item);
  if (scrolls && at >= 0) parts.grid.scrollTop = at * ROW - parts.grid.clientHeight / 2;
}

/** @param {KeyboardEvent} event */
function move(event) {
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20, Home: -Infinity, End: Infinity }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const selected = all[0]?.visit < 0 ? picked : state.run?.v.branch[state.visit];
  const at = rows.findIndex((item) => item.branch === selected);
  const item = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  if (item) jump(item);
}
