// The timeline: a row for each state, a bar for each visit. Long stretches without an event are cut, so that the others
// stay comparable. Rows are text; the bars are a picture of the same.

import { byId, button, h, mark, put } from './dom.js';
import { set, state } from './store.js';
import { WORDS, clock, took } from './words.js';

const [TOP, LEFT_PAD, RIGHT_PAD, LANES] = [30, 12, 14, 3];
/** A stretch so many times as long as the usual one is cut. */
const LONG = 5;

let isCut = true;
/** @type {any} */
let canvas;
/** @type {{pointer: string, at: number, depth: number}[]} */
let rows = [];
/** @type {((ms: number) => number) | null} */
let scale = null;

/** What is seen of the timeline; asked for when it changes, not at every step. */
const view = { width: 0, height: 0, top: 0, row: 19 };

function measure() {
  const holder = byId('tlb');
  view.row = matchMedia('(max-width: 760px)').matches ? 30 : 19;
  view.width = Math.max(120, holder.clientWidth - (byId('rows')?.offsetWidth ?? 196));
  view.height = holder.clientHeight;
  view.top = holder.scrollTop;
}

export function makeTimeline() {
  const cutter = button({ class: '', 'aria-pressed': 'true', onclick: () => toggle(true) }, 'Cut pauses');
  const scaled = button({ class: '', 'aria-pressed': 'false', onclick: () => toggle(false) }, 'To scale');
  const toggle = (/** @type {boolean} */ cut) => {
    isCut = cut;
    cutter.setAttribute('aria-pressed', String(cut));
    scaled.setAttribute('aria-pressed', String(!cut));
    drawTimeline(new Set(['run']));
  };
  put(byId('tlh'), h('h2', null, 'Timeline'), h('span', { class: 'dim', id: 'tlclock' }), h('span', { class: 'grow' }),
    h('div', { class: 'seg', role: 'group', 'aria-label': 'Axis' }, cutter, scaled));
  canvas = h('canvas', { class: 'plot', 'aria-hidden': 'true' });
  canvas.addEventListener('click', (/** @type {MouseEvent} */ event) => pick(event));
  const holder = byId('tlb');
  holder.addEventListener('scroll', () => {
    view.top = holder.scrollTop;
    requestAnimationFrame(paint);
  }, { passive: true });
  new ResizeObserver(() => {
    measure();
    paint();
  }).observe(holder);
}

/** @param {Set<string>} changed */
export function drawTimeline(changed) {
  const { run } = state;
  if (!run) {
    put(byId('tlb'), h('p', { class: 'empty' }, 'Rows come with a run.'));
    rows = [];
    return;
  }
  if (changed.has('run') || rows.length === 0) {
    rows = rowsOf(run);
    [scale, drawn] = [null, null];
    byId('tlclock').textContent = run.doc.clock === 'virtual' ? 'virtual time' : `${run.doc.clock} time`;
    const list = h('div', { class: 'rows', role: 'listbox', tabindex: '0', 'aria-label': 'States in time', id: 'rows', onkeydown: key });
    put(byId('tlb'), list, canvas);
    queueMicrotask(() => {
      measure();
      paint();
    });
  }
  labels();
  paint();
}

/** The states that were visited, each inside the one around it. @param {import('./model.js').Run} run */
function rowsOf(run) {
  const all = run.states.map((/** @type {any} */ one, /** @type {number} */ at) => ({ pointer: one.pointer, at, first: run.firsts[at][0] ?? Infinity, depth: (one.pointer.match(/\/States\//g) ?? []).length - 1 }))
    .filter((/** @type {any} */ row) => row.first < Infinity);
  all.sort((/** @type {any} */ a, /** @type {any} */ b) => a.first - b.first);
  /** @type {any[]} */
  const sorted = [];
  const add = (/** @type {number} */ depth, /** @type {string} */ around) => {
    for (const row of all) {
      if (row.depth !== depth || !row.pointer.startsWith(around)) continue;
      sorted.push(row);
      add(depth + 1, `${row.pointer}/`);
    }
  };
  add(0, '');
  return sorted.slice(0, 500);
}

/** What each row showed last, and the row that is chosen. @type {string[]} */
let shown = [];
let chosen = -1;

function labels() {
  const { run, event } = state;
  const list = byId('rows');
  if (!run || !list) return;
  if (list.childElementCount !== rows.length) {
    put(list, ...rows.map((row, at) => {
      const one = h('div', { class: 'tr', role: 'option', id: `row${at}`, 'aria-selected': 'false', onclick: () => choose(at) });
      one.style.paddingLeft = `${12 + row.depth * 14}px`;
      return one;
    }));
    [shown, chosen] = [[], -1];
  }
  rows.forEach((row, at) => {
    const now = run.mark(row.pointer, event);
    const times = run.times(row.pointer, event);
    const key = `${now}${times}`;
    if (shown[at] === key) return;
    shown[at] = key;
    const last = run.visitsOf[row.at][times - 1];
    const time = last === undefined ? '' : took(Math.max(0, run.v.ended[last] - run.v.entered[last]));
    put(list.children[at], mark(now === 'cut' ? 'run' : now), h('span', { class: 'cut grow' }, run.states[row.at].name),
      h('span', { class: 'sr' }, WORDS[now] ?? now), h('span', { class: 'num' }, times > 1 ? `×${times} ` : '', time));
  });
  const at = rows.findIndex((row) => row.pointer === state.state);
  if (at === chosen) return;
  list.children[chosen]?.setAttribute('aria-selected', 'false');
  chosen = at;
  if (at < 0) return;
  list.children[at].setAttribute('aria-selected', 'true');
  list.setAttribute('aria-activedescendant', `row${at}`);
  const top = TOP + at * view.row;
  if (top < view.top + TOP || top + view.row > view.top + view.height) byId('tlb').scrollTop = view.top = Math.max(0, top - view.height / 2);
}

/** @param {number} at */
function choose(at) {
  const { run } = state;
  if (!run) return;
  const pointer = rows[at].pointer;
  set({ state: pointer, visit: run.visits(pointer)[0] ?? -1 });
}

/** @param {KeyboardEvent} event */
function key(event) {
  const at = rows.findIndex((row) => row.pointer === state.state);
  const to = event.key === 'ArrowDown' ? at + 1 : event.key === 'ArrowUp' ? at - 1 : -1;
  if (!rows[to]) return;
  event.preventDefault();
  event.stopPropagation();
  choose(to);
}

/** The visit under the pointer. @param {MouseEvent} event */
function pick(event) {
  const { run } = state;
  if (!run || !scale) return;
  const row = rows[Math.floor((event.offsetY - TOP + view.top) / view.row)];
  if (!row) return;
  const axis = scale;
  const near = run.visits(row.pointer).map((/** @type {number} */ at) => {
    const [from, to] = [axis(run.v.entered[at]), axis(run.v.ended[at])];
    return { at, far: event.offsetX < from ? from - event.offsetX : Math.max(0, event.offsetX - to) };
  }).sort((/** @type {any} */ a, /** @type {any} */ b) => a.far - b.far)[0];
  if (near) set({ state: row.pointer, visit: near.at });
}

/**
 * Where each moment is: stretches to scale, long ones without any event cut to a fixed width.
 * @param {import('./model.js').Run} run
 * @param {number} width
 */
function axisOf(run, width) {
  const times = [...new Set([0, ...run.v.entered, ...run.v.ended, ...run.events.at])].sort((a, b) => a - b);
  const gaps = times.slice(1).map((time, at) => time - times[at]);
  const sorted = [...gaps].sort((a, b) => a - b);
  const usual = sorted[sorted.length >> 1] || 1;
  const cuts = gaps.map((gap) => isCut && gaps.length > 2 && gap > LONG * usual && gap > 500);
  const cutWidth = (/** @type {number} */ gap) => Math.min(72, 30 + 6 * Math.log2(gap / usual));
  const kept = gaps.reduce((sum, gap, at) => sum + (cuts[at] ? 0 : gap), 0) || 1;
  const taken = gaps.reduce((sum, gap, at) => sum + (cuts[at] ? cutWidth(gap) : 0), 0);
  const squeeze = Math.min(1, (width * 0.7) / Math.max(1, taken));
  const unit = Math.max(1, width - taken * squeeze) / kept;
  const places = [LEFT_PAD];
  gaps.forEach((gap, at) => places.push(places[at] + (cuts[at] ? cutWidth(gap) * squeeze : gap * unit)));
  const place = (/** @type {number} */ ms) => {
    let [low, high] = [0, times.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (times[middle] <= ms) low = middle;
      else high = middle - 1;
    }
    const next = Math.min(low + 1, times.length - 1);
    const part = next === low ? 0 : (ms - times[low]) / (times[next] - times[low]);
    return places[low] + part * (places[next] - places[low]);
  };
  return { place, times, places, gaps, cuts };
}

/** Where moments are, as long as neither the run nor the width changes. @type {{key: string, axis: any} | null} */
let drawn = null;

function paint() {
  const { run, event } = state;
  if (!run || !canvas?.isConnected || view.height === 0) return;
  const width = view.width;
  const height = Math.max(TOP, Math.min(view.height, TOP + rows.length * view.row + 6));
  const ratio = devicePixelRatio || 1;
  const key = [run.id, run.count, width, isCut].join(' ');
  if (drawn?.key !== key) drawn = { key, axis: axisOf(run, width - LEFT_PAD - RIGHT_PAD) };
  scale = drawn.axis.place;
  if (canvas.width !== width * ratio || canvas.height !== height * ratio) {
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const colours = getComputedStyle(document.documentElement);
  const colour = palette((name) => colours.getPropertyValue(`--${name}`).trim());
  const pen = canvas.getContext('2d');
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  drawAxis(pen, drawn.axis, width, height, colour);
  pen.save();
  pen.beginPath();
  pen.rect(0, TOP, width, height);
  pen.clip();
  if (chosen >= 0) {
    pen.fillStyle = colour('accent-bg');
    pen.globalAlpha = 0.6;
    pen.fillRect(0, TOP + chosen * view.row - view.top, width, view.row);
    pen.globalAlpha = 1;
  }
  const first = Math.max(0, Math.floor(view.top / view.row));
  const last = Math.min(rows.length, first + Math.ceil(height / view.row) + 1);
  for (let at = first; at < last; at++) drawRow(pen, rows[at], at, colour);
  pen.restore();
  const now = drawn.axis.place(run.events.at[run.indexOf(event)] ?? 0);
  pen.fillStyle = pen.strokeStyle = colour('accent');
  pen.lineWidth = 1.5;
  line(pen, [now, TOP - 4], [now, height]);
  pen.beginPath();
  pen.moveTo(now - 4, TOP - 8);
  pen.lineTo(now + 4, TOP - 8);
  pen.lineTo(now, TOP - 2);
  pen.fill();
}

/** The colours, each looked up once. @param {(name: string) => string} colour */
function palette(colour) {
  /** @type {Map<string, string>} */
  const known = new Map();
  return (/** @type {string} */ name) => {
    if (!known.has(name)) known.set(name, colour(name));
    return known.get(name) ?? '';
  };
}

/**
 * @param {any} pen
 * @param {any} axis
 * @param {number} width
 * @param {number} height
 * @param {(name: string) => string} colour
 */
function drawAxis(pen, axis, width, height, colour) {
  pen.font = '10.5px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace';
  pen.textAlign = 'center';
  let end = -Infinity;
  axis.gaps.forEach((/** @type {number} */ gap, /** @type {number} */ at) => {
    if (!axis.cuts[at]) return;
    const [from, to] = [axis.places[at], axis.places[at + 1]];
    pen.strokeStyle = colour('line');
    pen.lineWidth = 1;
    pen.save();
    pen.beginPath();
    pen.rect(from, TOP, to - from, height - TOP);
    pen.clip();
    for (let x = from - height; x < to; x += 7) line(pen, [x, height], [x + height, 0]);
    pen.restore();
    pen.fillStyle = colour('text');
    const words = took(gap).replace(/\.00s$/, 's');
    const middle = (from + to) / 2;
    if (middle - pen.measureText(words).width / 2 > end) {
      pen.fillText(words, middle, 10);
      end = middle + pen.measureText(words).width / 2 + 4;
    }
  });
  end = -Infinity;
  axis.times.forEach((/** @type {number} */ time, /** @type {number} */ at) => {
    const x = axis.places[at];
    if (x < end) return;
    const words = clock(time);
    const half = pen.measureText(words).width / 2;
    if (x - half < end) return;
    end = x + half + 14;
    pen.strokeStyle = colour('line');
    pen.lineWidth = 1;
    line(pen, [x, TOP], [x, height]);
    pen.fillStyle = colour('dim');
    pen.fillText(words, Math.min(Math.max(x, half), width - half - 2), 22);
  });
}

/**
 * @param {any} pen
 * @param {any} row
 * @param {number} index
 * @param {(name: string) => string} colour
 */
function drawRow(pen, row, index, colour) {
  const { run, event } = state;
  if (!run || !scale) return;
  const height = view.row;
  const top = TOP + index * height - view.top;
  const type = run.states[row.at].type;
  const visits = run.visitsOf[row.at];
  const isDense = visits.length > 400;
  const lanes = isDense ? null : lanesOf(visits);
  let drawnTo = -Infinity;
  for (const at of visits) {
    const [from, to] = [scale(run.v.entered[at]), Math.max(scale(run.v.ended[at]), scale(run.v.entered[at]) + 2)];
    if (isDense && to - drawnTo < 0.7) continue;
    drawnTo = to;
    const lane = lanes?.get(at) ?? -1;
    const [y, tall] = lane >= 0 ? [top + 3 + lane * 4.5, 3.5] : [top + height / 2 - 4, 8];
    // What is still to come at this event is pale.
    pen.globalAlpha = run.v.first[at] > event ? 0.28 : 1;
    bar(pen, { type, at, from, to, y, tall }, colour);
  }
  pen.globalAlpha = 1;
}

/** The lane of each visit, if some overlap: up to three, the rest in the first. @param {number[]} visits */
function lanesOf(visits) {
  const { run } = state;
  /** @type {Map<number, number>} */
  const lanes = new Map();
  const ends = new Array(LANES).fill(-1);
  for (const at of visits) {
    const free = ends.findIndex((end) => end <= (run?.v.entered[at] ?? 0));
    lanes.set(at, Math.max(0, free));
    ends[Math.max(0, free)] = run?.v.ended[at];
  }
  return ends[1] >= 0 ? lanes : null;
}

/**
 * @param {any} pen
 * @param {{type: string, at: number, from: number, to: number, y: number, tall: number}} what
 * @param {(name: string) => string} colour
 */
function bar(pen, { type, at, from, to, y, tall }, colour) {
  const { run } = state;
  if (!run || !scale) return;
  const ends = run.markOf(at);
  const ink = colour(ends === 'ok' ? (type === 'Task' ? 'ok' : 'dim') : ends === 'cut' ? 'accent' : ends);
  if (type === 'Map' || type === 'Parallel') {
    pen.strokeStyle = ends === 'ok' ? colour('dim') : ink;
    pen.lineWidth = 1.4;
    pen.beginPath();
    pen.moveTo(from, y + tall);
    pen.lineTo(from, y + 1);
    pen.lineTo(to, y + 1);
    pen.lineTo(to, y + tall);
    pen.stroke();
    return;
  }
  if (type === 'Wait') {
    pen.strokeStyle = colour('info');
    pen.lineWidth = 1;
    pen.strokeRect(from + 0.5, y + 0.5, Math.max(1, to - from - 1), tall - 1);
    for (let x = from + 3; x < to - 2; x += 5) line(pen, [x, y + tall - 1], [x + 3, y + 1]);
    return;
  }
  pen.fillStyle = pen.strokeStyle = ink;
  const tries = run.tries.get(at);
  if (!tries) {
    pen.fillRect(from, y, to - from, tall);
    return;
  }
  pen.lineWidth = 1.6;
  for (const [began, ended, delay] of tries) {
    const [x, end] = [scale(began), scale(ended)];
    if (delay < 0) {
      pen.fillRect(x, y, Math.max(2, end - x), tall);
      continue;
    }
    pen.strokeStyle = colour('warn');
    line(pen, [end - 3, y + 1], [end + 3, y + tall - 1]);
    line(pen, [end - 3, y + tall - 1], [end + 3, y + 1]);
    pen.setLineDash([3, 2]);
    line(pen, [end + 4, y + tall / 2], [scale(ended + delay), y + tall / 2]);
    pen.setLineDash([]);
  }
}

/**
 * @param {any} pen
 * @param {[number, number]} from
 * @param {[number, number]} to
 */
function line(pen, from, to) {
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
}
