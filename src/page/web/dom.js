// Building blocks of the page. Data enters it by textContent and named attributes only: nothing that a definition, a
// payload or a file name holds is ever read as markup.

const SVG = 'http://www.w3.org/2000/svg';

// Control characters and those that turn the direction of writing.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * The text with what cannot be seen, or misleads, made visible.
 * @param {unknown} text
 * @returns {string}
 */
export function clean(text) {
  return String(text).replace(HIDDEN, (char) => {
    const code = char.charCodeAt(0);
    if (code === 0x7f) return '␡';
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

/**
 * @typedef {Node | string | number | null | undefined | false} Child
 * @typedef {Record<string, any>} Props
 */

/**
 * An element. `on…` members are listeners, all others attributes; false and null leave one out.
 * @param {string} tag
 * @param {Props | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {any}
 */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/**
 * The same for SVG.
 * @param {string} tag
 * @param {Props | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {any}
 */
export function s(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/**
 * @param {Element} element
 * @param {Props | null | undefined} props
 * @param {(Child | Child[])[]} children
 */
function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') /** @type {HTMLInputElement} */ (element).value = value;
    else element.setAttribute(name, value === true ? '' : clean(value));
  }
  for (const child of children.flat()) {
    if (child === false || child === null || child === undefined) continue;
    element.append(child instanceof Node ? child : clean(child));
  }
  return element;
}

/**
 * Puts children in place of those there are.
 * @param {Element} parent
 * @param {...(Child | Child[])} children
 */
export function put(parent, ...children) {
  parent.replaceChildren();
  fill(parent, null, children);
}

/**
 * The element with this id, which the page has.
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
  return document.getElementById(id);
}

/** @type {Record<string, string>} */
const PATHS = {
  ok: 'M3 8.5 6.5 12 13 4.5',
  bad: 'M4 4l8 8M12 4l-8 8',
  warn: 'M8 2.5 14.5 13.5H1.5zM8 6.5v3M8 11.6v.1',
  retry: 'M12.5 5.5A5 5 0 1 0 13 9M13 2.5v3.2H9.8',
  run: 'M5 3.5v9l7-4.5z',
  wait: 'M8 2.5a5.5 5.5 0 1 0 .01 0M8 5v3.2l2 1.4',
  none: 'M8 2.8v.1M11.7 4.3l-.1.1M13.2 8h-.1M11.7 11.7l-.1-.1M8 13.2v-.1M4.3 11.7l.1-.1M2.8 8h.1M4.3 4.3l.1.1',
  flow: 'M5.5 1.5h5v4h-5zM1.5 10.5h5v4h-5zM9.5 10.5h5v4h-5zM8 5.5v2.5M4 10.5V8h8v2.5',
  right: 'M6 3.5 10.5 8 6 12.5',
  left: 'M10 3.5 5.5 8l4.5 4.5',
  first: 'M4 3.5v9M12 3.5 7.5 8l4.5 4.5',
  last: 'M12 3.5v9M4 3.5 8.5 8 4 12.5',
  list: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  bars: 'M2 4h6M5 8h7M9 12h5',
  pen: 'M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3z',
  box: 'M2.5 2.5h11v11h-11zM5 6h6M5 9h4',
  grid: 'M2.5 2.5h11v11h-11zM2.5 6.2h11M2.5 9.8h11',
  look: 'M7 2.5a4.5 4.5 0 1 0 .01 0M10.5 10.5l3 3',
};

/**
 * A mark: drawn, since fonts lack some. It is for the eye; whoever reads aloud gets the word beside it.
 * @param {string} name
 * @returns {SVGElement}
 */
export function mark(name) {
  return s('svg', { class: `mk ${name}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, s('path', { d: PATHS[name] ?? PATHS.none }));
}

/**
 * A button.
 * @param {Props} props
 * @param {...(Child | Child[])} children
 */
export function button(props, ...children) {
  return h('button', { type: 'button', class: 'btn', ...props }, ...children);
}

/**
 * Says something to whoever listens instead of looking.
 * @param {string} words
 */
export function say(words) {
  byId('status').textContent = clean(words);
}

/**
 * Says something for a moment, to all.
 * @param {string} words
 */
export function toast(words) {
  document.querySelector('.toast')?.remove();
  const note = h('div', { class: 'toast' }, words);
  document.body.append(note);
  say(words);
  setTimeout(() => note.remove(), 5000);
}

/**
 * A dialog that is open, and gone once it is closed.
 * @param {string} title
 * @param {...(Child | Child[])} children
 * @returns {HTMLDialogElement}
 */
export function dialog(title, ...children) {
  const close = button({ class: 'btn sm', onclick: () => shown.close() }, 'Close');
  const shown = /** @type {HTMLDialogElement} */ (
    h('dialog', { 'aria-label': title }, h('div', { class: 'dh' }, h('h2', null, title), close), ...children));
  shown.addEventListener('close', () => shown.remove());
  document.body.append(shown);
  shown.showModal();
  return shown;
}

/**
 * Copies a text, and says so.
 * @param {string} text
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast('Copied.');
  } catch {
    toast('The browser did not let the page copy.');
  }
}
