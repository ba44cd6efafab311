// The graph: built once from the layout that Rust makes; a step only changes the classes of nodes whose mark changed.

import { h, mark, put, s } from './dom.js';
import { WORDS, plural } from './words.js';

const RADIUS = 6;

/**
 * @typedef {Object} Look What is shown of a state besides its name.
 * @property {string} mark
 * @property {number} times
 * @property {number} retried
 * @property {string} note
 * @property {string} other The mark of the run that is compared; empty without one.
 */

/**
 * Cuts a text to a width, by the average width of a letter.
 * @param {string} text
 * @param {number} width
 * @param {number} letter
 */
function fit(text, width, letter) {
  const most = Math.max(1, Math.floor(width / letter));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

export class Graph {
  /**
   * @param {HTMLElement} place
   * @param {(pointer: string, opens: boolean) => void} select
   * @param {(from: string, to: string) => void} [connect] What a drag from one state to another does.
   */
  constructor(place, select, connect) {
    this.connect = connect;
    this.place = place;
    this.select = select;
    this.zoom = 1;
    this.isFitted = true;
    this.selected = '';
    this.standing = '';
    /** @type {Map<string, any>} */
    this.nodes = new Map();
    /** @type {any[]} */
    this.edges = [];
    this.layout = null;
    place.addEventListener('keydown', (event) => this.#key(event));
    place.addEventListener('pointerdown', (event) => (this.#tie(event) ? undefined : this.#drag(event)));
    place.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    // Known without asking: that would lay out the whole page at every step.
    this.room = { width: 0, height: 0 };
    this.at = { left: 0, top: 0 };
    place.addEventListener('scroll', () => Object.assign(this.at, { left: place.scrollLeft, top: place.scrollTop }), { passive: true });
    new ResizeObserver(() => {
      this.room = { width: place.clientWidth, height: place.clientHeight };
      if (this.isFitted) this.fit();
    }).observe(place);
  }

  /** @param {any} layout */
  draw(layout) {
    if (layout === this.layout) return;
    this.layout = layout;
    this.nodes.clear();
    this.edges = [];
    if (!layout || layout.boxes.length === 0) {
      put(this.place, h('p', { class: 'empty' }, layout ? 'No states.' : 'This definition has no picture at the moment.'));
      return;
    }
    const [back, front] = [s('g'), s('g')];
    for (const box of layout.boxes) back.append(this.#node(box));
    for (const edge of layout.edges) front.append(this.#edge(edge));
    for (const label of layout.labels) front.append(this.#label(label));
    for (const [[x1, y1], [x2, y2]] of layout.dividers) {
      front.append(s('line', { x1, y1, x2, y2, class: 'divide' }));
    }
    if (layout.start) {
      const [x, y] = layout.start;
      front.append(s('g', { class: 'begin' }, s('circle', { cx: x, cy: y - 12, r: 3.5 }), s('path', { d: `M${x} ${y - 9}V${y}` }), head(x, y)));
    }
    this.svg = s('svg', {
      role: 'group', 'aria-label': `Graph, ${plural(layout.boxes.length, 'state')}`,
      viewBox: `-8 -8 ${layout.width + 24} ${layout.height + 24}`,
    }, back, front);
    put(this.place, this.svg);
    this.focusable(this.nodes.keys().next().value);
    this.fit();
  }

  /** @param {any} box */
  #node(box) {
    const { x, y, width, height, pointer } = box;
    const isBox = box.type === 'map' || box.type === 'parallel';
    const group = s('g', { class: `n s-none${isBox ? ' box' : ''}${box.type === 'missing' ? ' ghost' : ''}` });
    if (box.type === 'map') group.append(s('rect', { class: 'st', x: x + 4, y: y + 4, width, height, rx: RADIUS }));
    group.append(s('rect', { class: 'ring2', x: x - 2, y: y - 2, width: width + 4, height: height + 4, rx: RADIUS + 2 }));
    group.append(shape(box));
    group.append(s('rect', { class: 'ring', x: x - 4, y: y - 4, width: width + 8, height: height + 8, rx: RADIUS + 3 }));
    const sign = s('g', { transform: `translate(${x + 10} ${y + 8})` });
    const name = s('text', { class: 'nm', x: x + 29, y: y + 18 }, fit(box.name, width - 40, 7.4));
    const second = s('text', { class: 'sb', x: x + (isBox ? 29 : 29), y: y + 33 });
    const time = s('text', { class: 'tm', x: x + width - 8, y: y + (isBox ? 18 : 33), 'text-anchor': 'end' });
    if (isBox) {
      const used = Math.min(box.name.length * 8.8, width - 40) + 36;
      second.setAttribute('x', String(x + used));
      second.setAttribute('y', String(y + 18));
    }
    const badge = s('g', { class: 'badge', transform: `translate(${x + width - 30} ${y - 8})` });
    const title = s('title', null, box.name);
    const hit = s('rect', { class: 'hit', x, y, width, height: isBox ? 30 : height, rx: RADIUS, role: 'button', tabindex: '-1', 'aria-pressed': 'false' });
    hit.addEventListener('click', () => this.select(pointer, false));
    hit.addEventListener('dblclick', () => this.select(pointer, true));
    group.append(title, sign, name, second, time, badge, hit);
    if (box.end) group.append(s('path', { class: 'foot', d: `M${x + width / 2} ${y + height}v6m-5 0h10` }));
    this.nodes.set(pointer, { group, box, sign, second, time, badge, title, hit, key: '', isBox });
    this.#paint(this.nodes.get(pointer), null);
    return group;
  }

  /** @param {any} edge */
  #edge(edge) {
    const isCatch = edge.kind.startsWith('catch');
    const points = edge.points;
    const [x, y] = points[points.length - 1];
    const isUp = points.length > 1 && points[points.length - 2][1] > y;
    const path = s('path', { d: rounded(points), class: `e${isCatch ? ' catch' : ''}` });
    const arrow = head(x, y, isUp);
    const group = s('g', null, path, arrow);
    this.edges.push({ edge, path, arrow, isCatch, key: '' });
    return group;
  }

  /** @param {any} label */
  #label(label) {
    const [x, y] = label.at;
    const text = s('text', { class: 'el', x: x + 6, y: y - 7 }, fit(label.text, label.room, 4.9), s('title', null, label.whole));
    for (const at of label.edges) if (this.edges[at]) (this.edges[at].labels ??= []).push(text);
    return text;
  }

  /**
   * Shows what each state looks like now.
   * @param {(pointer: string) => Look | null} look
   * @param {(from: string, kind: string) => number} taken
   */
  paint(look, taken) {
    for (const [pointer, node] of this.nodes) this.#paint(node, look(pointer));
    for (const one of this.edges) {
      const isOn = taken(one.edge.from, one.edge.kind) > 0;
      const key = isOn ? ' on' : '';
      if (one.key === key) continue;
      one.key = key;
      const more = `${one.isCatch ? ' catch' : ''}${key}`;
      one.path.setAttribute('class', `e${more}`);
      one.arrow.setAttribute('class', `ah${more}`);
      for (const label of one.labels ?? []) label.classList.toggle('on', isOn);
      if (isOn) one.path.parentNode.parentNode.append(one.path.parentNode);
    }
  }

  /**
   * @param {any} node
   * @param {Look | null} look
   */
  #paint(node, look) {
    const { box, group } = node;
    const shown = look ?? { mark: 'plain', times: 0, retried: 0, note: '', other: '' };
    const key = `${shown.mark}|${shown.times}|${shown.retried}|${shown.note}|${shown.other}`;
    if (node.key === key) return;
    node.key = key;
    for (const name of [...group.classList]) if (name.startsWith('s-')) group.classList.remove(name);
    group.classList.add(`s-${shown.mark}`);
    put(node.sign, look ? sized(mark(shown.mark === 'cut' ? 'run' : shown.mark)) : sized(mark(TYPES[box.type] ?? 'box')));
    const note = shown.times > 1 ? `×${shown.times}` : shown.note;
    put(node.time, note);
    const room = node.isBox ? box.width - (Number(node.second.getAttribute('x')) - box.x) - note.length * 6.8 - 16 : box.width - 40 - (note ? note.length * 6.8 + 8 : 0);
    put(node.second, room > 20 ? fit(box.detail, room, 6.8) : '');
    const retried = look ? shown.retried : 0;
    const words = retried ? String(retried) : !look && box.retriers ? ' ' : '';
    put(node.badge, words && s('rect', { class: 'bg', width: 30, height: 16, rx: 8 }), words && s('g', { transform: words === ' ' ? 'translate(9 2)' : 'translate(4 2)' }, sized(mark('retry'), 12)), words && s('text', { class: 'bgt', x: 22, y: 12, 'text-anchor': 'middle' }, words),
      shown.other && s('g', { transform: 'translate(-24 1)' }, sized(mark(shown.other))));
    const facts = [box.name, box.detail || box.type, look && (WORDS[shown.mark] ?? ''), shown.times > 1 && `${shown.times} times`, retried && `retried ${retried} times`,
      shown.times <= 1 && shown.note, shown.other && `the other run: ${WORDS[shown.other]}`].filter(Boolean).join(', ');
    node.hit.setAttribute('aria-label', facts);
    put(node.title, facts);
  }

  /** @param {string} pointer */
  choose(pointer) {
    if (this.selected !== pointer) {
      const before = this.nodes.get(this.selected);
      before?.group.classList.remove('sel');
      before?.hit.setAttribute('aria-pressed', 'false');
    }
    this.selected = pointer;
    const node = this.nodes.get(pointer);
    if (!node) return;
    node.group.classList.add('sel');
    node.hit.setAttribute('aria-pressed', 'true');
    this.focusable(pointer);
    this.reveal(pointer);
  }

  /** Only one node is on the way of the Tab key. @param {string | undefined} pointer */
  focusable(pointer) {
    this.nodes.get(this.reached ?? '')?.hit.setAttribute('tabindex', '-1');
    this.reached = pointer;
    this.nodes.get(pointer ?? '')?.hit.setAttribute('tabindex', '0');
  }

  /** Scrolls a node into view. @param {string} pointer */
  reveal(pointer) {
    const node = this.nodes.get(pointer);
    if (!node || !this.svg) return;
    const { x, y, width, height } = node.box;
    const start = (/** @type {number} */ room, /** @type {number} */ size) => Math.max(14, (room - (size + 24) * this.zoom) / 2);
    const at = (/** @type {number} */ value) => (value + 8) * this.zoom;
    const [left, top] = [start(this.room.width, this.layout.width) + at(x), start(this.room.height, this.layout.height) + at(y)];
    const [w, t] = [width * this.zoom, Math.min(height, 60) * this.zoom];
    if (left < this.at.left + 8 || left + w > this.at.left + this.room.width - 8) this.place.scrollLeft = this.at.left = left - (this.room.width - w) / 2;
    if (top < this.at.top + 8 || top + t > this.at.top + this.room.height - 8) this.place.scrollTop = this.at.top = top - (this.room.height - t) / 2;
  }

  /** Marks the state before which a run stands. @param {string} pointer */
  stand(pointer) {
    if (this.standing === pointer && this.nodes.get(pointer)?.group.classList.contains('here')) return;
    this.nodes.get(this.standing)?.group.classList.remove('here');
    this.standing = pointer;
    this.nodes.get(pointer)?.group.classList.add('here');
  }

  /** As large as it has room, never below 80%. */
  fit() {
    if (!this.layout || !this.svg || !this.room.width) return;
    const room = (this.room.width - 28) / (this.layout.width + 24);
    const high = (this.room.height - 28) / (this.layout.height + 24);
    this.isFitted = true;
    this.#scale(Math.max(0.8, Math.min(1, room, high)));
    this.reveal(this.selected);
  }

  /** @param {number} by */
  zoomBy(by) {
    this.isFitted = false;
    this.#scale(Math.max(0.1, Math.min(3, this.zoom * by)));
    this.reveal(this.selected);
  }

  /** @param {number} zoom */
  #scale(zoom) {
    this.zoom = zoom;
    this.svg.setAttribute('width', (this.layout.width + 24) * zoom);
    this.svg.setAttribute('height', (this.layout.height + 24) * zoom);
    this.svg.classList.toggle('small', zoom < 0.6);
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    if (!event.ctrlKey || !this.layout) return;
    event.preventDefault();
    this.zoomBy(event.deltaY < 0 ? 1.1 : 1 / 1.1);
  }

  /** A line that is drawn from one state to another. @param {PointerEvent} event @returns {boolean} */
  #tie(event) {
    const at = (/** @type {PointerEvent} */ where) => {
      const hit = document.elementFromPoint(where.clientX, where.clientY)?.closest('.hit');
      return hit ? [...this.nodes.entries()].find(([, node]) => node.hit === hit)?.[0] : undefined;
    };
    const from = event.button === 0 && this.connect ? at(event) : undefined;
    if (!from || !this.svg) return false;
    const matrix = this.svg.getScreenCTM().inverse();
    const place = (/** @type {PointerEvent} */ where) => new DOMPoint(where.clientX, where.clientY).matrixTransform(matrix);
    const begin = place(event);
    /** @type {any} */
    let line = null;
    const move = (/** @type {PointerEvent} */ to) => {
      const end = place(to);
      if (!line && Math.hypot(end.x - begin.x, end.y - begin.y) < 8) return;
      line ??= this.svg.appendChild(s('path', { class: 'tie' }));
      line.setAttribute('d', `M${begin.x} ${begin.y}L${end.x} ${end.y}`);
      for (const [pointer, node] of this.nodes) node.group.classList.toggle('aim', pointer !== from && pointer === at(to));
    };
    const stop = (/** @type {PointerEvent} */ end) => {
      removeEventListener('pointermove', move);
      removeEventListener('pointercancel', stop);
      removeEventListener('pointerup', stop);
      for (const node of this.nodes.values()) node.group.classList.remove('aim');
      const to = end.type === 'pointerup' ? at(end) : undefined;
      line?.remove();
      if (line && to && to !== from) this.connect?.(from, to);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', stop);
    addEventListener('pointercancel', stop);
    return true;
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (event.button !== 0 || event.pointerType === 'touch' || /** @type {Element} */ (event.target).closest('.n')) return;
    const [x, y] = [event.clientX + this.place.scrollLeft, event.clientY + this.place.scrollTop];
    const move = (/** @type {PointerEvent} */ to) => {
      this.place.scrollLeft = x - to.clientX;
      this.place.scrollTop = y - to.clientY;
    };
    const stop = () => removeEventListener('pointermove', move);
    addEventListener('pointermove', move);
    addEventListener('pointerup', stop, { once: true });
  }

  /** ↓ the next state, ↑ the one before, ← → its neighbours. @param {KeyboardEvent} event */
  #key(event) {
    const at = [...this.nodes.entries()].find(([, node]) => node.hit === document.activeElement)?.[0];
    if (!at || !this.layout) return;
    const to = this.#neighbour(at, event.key);
    if (to) {
      event.preventDefault();
      event.stopPropagation();
      this.select(to, false);
      this.nodes.get(to).hit.focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      event.stopPropagation();
      this.select(at, event.key === 'Enter');
    }
  }

  /**
   * @param {string} at
   * @param {string} key
   */
  #neighbour(at, key) {
    const { edges } = this.layout;
    const isTaken = (/** @type {any} */ edge) => this.edges.some((one) => one.edge === edge && one.key);
    if (key === 'ArrowDown') {
      const out = edges.filter((/** @type {any} */ edge) => edge.from === at);
      return (out.find(isTaken) ?? out[0])?.to ?? this.#inside(at);
    }
    if (key === 'ArrowUp') {
      const into = edges.filter((/** @type {any} */ edge) => edge.to === at);
      return (into.find(isTaken) ?? into[0])?.from ?? this.#around(at);
    }
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return undefined;
    const own = this.nodes.get(at).box;
    const side = key === 'ArrowRight' ? 1 : -1;
    const beside = [...this.nodes.values()].map((node) => node.box)
      .filter((box) => box.depth === own.depth && (box.x - own.x) * side > 0)
      .sort((a, b) => Math.abs(a.y - own.y) * 4 + Math.abs(a.x - own.x) - Math.abs(b.y - own.y) * 4 - Math.abs(b.x - own.x));
    return beside[0]?.pointer;
  }

  /** @param {string} at */
  #inside(at) {
    return [...this.nodes.keys()].find((pointer) => pointer.startsWith(`${at}/`));
  }

  /** @param {string} at */
  #around(at) {
    return [...this.nodes.keys()].filter((pointer) => at.startsWith(`${pointer}/`)).pop();
  }
}

/** @type {Record<string, string>} */
const TYPES = { task: 'box', choice: 'right', map: 'grid', parallel: 'bars', wait: 'wait', pass: 'right', succeed: 'ok', fail: 'bad' };

/** @param {any} icon @param {number} [size] */
function sized(icon, size = 14) {
  icon.setAttribute('width', String(size));
  icon.setAttribute('height', String(size));
  return icon;
}

/** The outline of a state: types differ in shape. @param {any} box */
function shape({ type, x, y, width, height }) {
  if (type === 'choice') {
    const c = 12;
    return s('path', { class: 'bx', d: `M${x + c} ${y}H${x + width - c}L${x + width} ${y + height / 2}L${x + width - c} ${y + height}H${x + c}L${x} ${y + height / 2}Z` });
  }
  const rx = type === 'succeed' || type === 'fail' ? height / 2 : RADIUS;
  return s('rect', { class: 'bx', x, y, width, height, rx });
}

/**
 * @param {number} x
 * @param {number} y
 * @param {boolean} [isUp]
 */
function head(x, y, isUp) {
  const d = isUp ? `M${x - 3.5} ${y + 6}h7l-3.5 -6z` : `M${x - 3.5} ${y - 6}h7l-3.5 6z`;
  return s('path', { class: 'ah', d });
}

/** A line with round corners. @param {[number, number][]} points */
function rounded(points) {
  let d = `M${points[0][0]} ${points[0][1]}`;
  for (let at = 1; at < points.length - 1; at++) {
    const [[px, py], [x, y], [nx, ny]] = [points[at - 1], points[at], points[at + 1]];
    const before = Math.hypot(x - px, y - py);
    const after = Math.hypot(nx - x, ny - y);
    const r = Math.min(RADIUS, before / 2, after / 2);
    if (!before || !after) continue;
    d += `L${x - ((x - px) / before) * r} ${y - ((y - py) / before) * r}Q${x} ${y} ${x + ((nx - x) / after) * r} ${y + ((ny - y) / after) * r}`;
  }
  const [x, y] = points[points.length - 1];
  return `${d}L${x} ${y}`;
}
