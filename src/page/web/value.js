// Values: JSON in colours, cut where it is long, with copy and raw.

import { button, copy, h } from './dom.js';
import { size } from './words.js';

/** So much of a value is shown at first. */
const MOST = 64 << 10;
/** More members than these are folded. */
const OPEN = 200;

/**
 * @param {string} title
 * @param {any} value
 * @param {(() => void) | null} [reveal] Shows what is hidden, if something is.
 */
export function valueView(title, value, reveal) {
  const text = JSON.stringify(value, null, 2) ?? 'undefined';
  const isLong = text.length > MOST;
  const body = h('div', { class: 'json', tabindex: '0', role: 'group', 'aria-label': title });
  const raw = h('pre', { class: 'pre', tabindex: '0', role: 'group', 'aria-label': `${title}, raw`, hidden: true });
  const toRaw = button({ class: 'btn sm', onclick: () => {
    raw.hidden = !raw.hidden;
    body.hidden = !raw.hidden;
    if (!raw.hidden && !raw.textContent) raw.textContent = text;
    toRaw.textContent = raw.hidden ? 'Raw' : 'Tree';
  } }, 'Raw');
  if (isLong) {
    const more = button({ class: 'btn sm', onclick: () => body.replaceChildren(tree(value, 0)) }, 'Show more');
    body.append(h('pre', { class: 'pre' }, text.slice(0, 8000), '…'), h('p', { class: 'note' }, `cut: ${size(text.length)} `), more);
  } else body.append(tree(value, 0));
  const isHiding = reveal && text.includes('‹hidden ');
  return h('div', null,
    h('div', { class: 'tb' }, h('span', { class: 'grow' }, title), h('span', { class: 'num' }, size(text.length)),
      isHiding && button({ class: 'btn sm', onclick: reveal }, 'Reveal'),
      button({ class: 'btn sm', onclick: () => copy(text) }, 'Copy'), toRaw),
    body, raw);
}

/**
 * @param {any} value
 * @param {number} depth
 * @returns {Node}
 */
function tree(value, depth) {
  if (value === null || typeof value !== 'object') return leaf(value);
  const isList = Array.isArray(value);
  const entries = isList ? value.map((item, at) => [String(at), item]) : Object.entries(value);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return h('span', null, open + close);
  const inside = h('div', { class: 'in' });
  const fill = (/** @type {number} */ from) => {
    for (const [key, item] of entries.slice(from, from + OPEN)) {
      const isDeep = item !== null && typeof item === 'object' && Object.keys(item).length > 0;
      const name = isList ? null : h('span', { class: 'ky' }, `${JSON.stringify(key)}: `);
      inside.append(isDeep ? branch(name, item, depth + 1) : h('div', null, name, tree(item, depth + 1)));
    }
    if (entries.length > from + OPEN) {
      const rest = button({ class: 'btn sm', onclick: () => {
        rest.remove();
        fill(from + OPEN);
      } }, `${entries.length - from - OPEN} more`);
      inside.append(rest);
    }
  };
  fill(0);
  return h('div', null, open, inside, close);
}

/**
 * A value that folds.
 * @param {Node | null} name
 * @param {any} value
 * @param {number} depth
 */
function branch(name, value, depth) {
  const isList = Array.isArray(value);
  const length = Object.keys(value).length;
  const inside = h('div', null);
  const details = h('details', { open: depth < 4 && length <= 50 },
    h('summary', null, name, isList ? '[' : '{', h('span', { class: 'el2 dim' }, ` … ${length} `, isList ? ']' : '}')), inside);
  const show = () => {
    if (details.open && !inside.firstChild) inside.append(tree(value, depth));
  };
  details.addEventListener('toggle', show);
  show();
  return details;
}

/** @param {any} value */
function leaf(value) {
  const kind = typeof value === 'string' ? 's' : 'd';
  return h('span', { class: kind }, JSON.stringify(value) ?? 'undefined');
}
