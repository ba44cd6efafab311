// The text editor: a textarea over a painted layer. Only the lines in view are painted.

import { h, mark } from './dom.js';

const LINE = 19;

export class TextEditor {
  /** @param {(text: string) => void} typed */
  constructor(typed) {
    this.area = h('textarea', { spellcheck: 'false', 'aria-label': 'Definition', autocapitalize: 'off', autocomplete: 'off', wrap: 'off' });
    this.paint = h('pre', { 'aria-hidden': 'true' });
    this.gutter = h('div', { class: 'gut', 'aria-hidden': 'true' });
    this.bands = h('div', { 'aria-hidden': 'true' });
    this.inner = h('div', { class: 'in' }, this.bands, this.gutter, this.paint, this.area);
    this.element = h('div', { class: 'ta' }, this.inner);
    this.lines = [''];
    /** @type {[number, number] | null} */
    this.chosen = null;
    /** @type {any[]} */
    this.problems = [];
    this.area.addEventListener('input', () => {
      this.#measure();
      typed(this.area.value);
    });
    this.area.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => this.#key(event));
    this.element.addEventListener('scroll', () => requestAnimationFrame(() => this.draw()));
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  get text() {
    return this.area.value;
  }

  /** @param {string} text */
  setText(text) {
    if (this.area.value === text) return;
    const { selectionStart, selectionEnd } = this.area;
    this.area.value = text;
    this.area.setSelectionRange(Math.min(selectionStart, text.length), Math.min(selectionEnd, text.length));
    this.#measure();
  }

  #measure() {
    this.lines = this.area.value.split('\n');
    const longest = this.lines.reduce((most, line) => Math.max(most, line.length), 0);
    this.inner.style.height = `${this.lines.length * LINE + 24}px`;
    this.inner.style.width = `${Math.min(longest, 4000) * 7.6 + 120}px`;
    this.draw();
  }

  /** @param {any[]} problems */
  setProblems(problems) {
    this.problems = problems;
    this.draw();
  }

  /**
   * Marks the lines of a state, and scrolls to them.
   * @param {[number, number] | null} lines
   * @param {boolean} scrolls
   */
  choose(lines, scrolls) {
    this.chosen = lines;
    if (lines && scrolls) this.show(lines[0]);
    this.draw();
  }

  /** @param {number} line */
  show(line) {
    const top = (line - 1) * LINE;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop || top > scrollTop + clientHeight - 60) this.element.scrollTop = Math.max(0, top - 80);
  }

  /** @param {number} line @param {number} column */
  goTo(line, column) {
    const before = this.lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    this.area.focus();
    this.area.setSelectionRange(before + column - 1, before + column - 1);
    this.show(line);
  }

  draw() {
    const from = Math.max(0, Math.floor(this.element.scrollTop / LINE) - 4);
    const to = Math.min(this.lines.length, from + Math.ceil((this.element.clientHeight || 800) / LINE) + 8);
    const worst = new Map();
    for (const one of this.problems) if (one.severity === 'error' || !worst.has(one.line)) worst.set(one.line, one);
    this.paint.style.transform = this.gutter.style.transform = `translateY(${from * LINE}px)`;
    const rows = [];
    const numbers = [];
    const bands = [];
    for (let at = from; at < to; at++) {
      const found = worst.get(at + 1);
      rows.push(...painted(this.lines[at], found), '\n');
      numbers.push(h('div', null, found && mark(found.severity === 'error' ? 'bad' : 'warn'), at + 1));
      if (found && found.severity === 'error') bands.push(band(at, at, 'b'));
    }
    if (this.chosen) bands.unshift(band(this.chosen[0] - 1, this.chosen[1] - 1, ''));
    this.paint.replaceChildren(...rows);
    this.gutter.replaceChildren(...numbers);
    this.bands.replaceChildren(...bands);
  }

  /** Tab moves in; Escape then Tab leaves. @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'Escape') this.leaves = true;
    if (event.key === 'Tab' && !event.shiftKey && !this.leaves) {
      event.preventDefault();
      this.area.setRangeText('  ', this.area.selectionStart, this.area.selectionEnd, 'end');
      this.area.dispatchEvent(new Event('input'));
    }
    if (event.key !== 'Escape') this.leaves = false;
  }
}

/**
 * @param {number} from
 * @param {number} to
 * @param {string} kind
 */
function band(from, to, kind) {
  const one = h('div', { class: `band ${kind}` });
  one.style.top = `${8 + from * LINE}px`;
  one.style.height = `${(to - from + 1) * LINE}px`;
  return one;
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\b\d[\d.eE+-]*\b|\btrue\b|\bfalse\b|\bnull\b)|^(\s*(?:- )?)([\w .-]+)(:)(?=\s|$)/g;

/**
 * A line in colours; what a finding is about is underlined.
 * @param {string} line
 * @param {any} found
 */
function painted(line, found) {
  /** @type {(string | Node)[]} */
  const parts = [];
  let done = 0;
  const push = (/** @type {string} */ text, /** @type {string} */ kind, /** @type {number} */ at) => {
    const isHit = found && found.line && at < found.end_column - 1 && at + text.length > found.column - 1 && found.line === found.end_line;
    parts.push(kind || isHit ? h('span', { class: `${kind}${isHit ? (found.severity === 'error' ? ' sq' : ' sq w') : ''}` }, text) : text);
  };
  if (line.length < 5000) {
    for (const match of line.matchAll(TOKEN)) {
      const at = match.index ?? 0;
      if (at > done) push(line.slice(done, at), '', done);
      if (match[1]) {
        push(match[1], match[2] ? 'tk-k' : 'tk-s', at);
        if (match[2]) push(match[2], '', at + match[1].length);
      } else if (match[3]) push(match[3], 'tk-d', at);
      else {
        push(match[4], '', at);
        push(match[5], 'tk-k', at + match[4].length);
        push(match[6], '', at + match[4].length + match[5].length);
      }
      done = at + match[0].length;
    }
  }
  if (done < line.length) push(line.slice(done), '', done);
  return parts;
}
