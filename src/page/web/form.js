// The form of a state: its fields, from the table that the checker uses.

import { get } from './api.js';
import { button, h, put } from './dom.js';
import { decode } from './inspector.js';

/** @type {any} */
let table = null;

/** Fields that are shown before those that nobody gave. */
const FIRST = ['Comment', 'Resource', 'Next', 'End', 'Default'];

/**
 * @param {HTMLElement} place
 * @param {{pointer: string, definition: any, language: string, problems: any[], names: string[], regions: [string, string][], change: (change: any) => void, fix: (one: any) => void}} about
 */
export async function drawForm(place, about) {
  table ??= await get('fields');
  const { pointer, definition, problems, names, regions, change, fix } = about;
  const found = at(definition, pointer);
  if (!found || typeof found !== 'object') {
    put(place, h('p', { class: 'note' }, 'Choose a state to edit its fields, or add one.'));
    return;
  }
  const language = found.QueryLanguage ?? about.language;
  const fields = (table[found.Type] ?? []).filter((/** @type {any} */ field) => !field.language || field.language === language);
  const given = fields.filter((/** @type {any} */ field) => field.name in found);
  const rest = fields.filter((/** @type {any} */ field) => !(field.name in found));
  given.sort((/** @type {any} */ a, /** @type {any} */ b) => rank(a.name) - rank(b.name));
  const rows = [h('h2', null, decode(pointer), h('span', { class: 'dim mono' }, found.Type), h('span', { class: 'grow' }),
    button({ class: 'btn sm', onclick: () => change({ op: 'delete', pointer }) }, 'Delete state'))];
  rows.push(...row('Name', h('input', { value: decode(pointer), onchange: (/** @type {any} */ event) => change({ op: 'rename', pointer, name: event.target.value }) }), []));
  for (const field of given) {
    const own = problems.filter((one) => one.pointer === `${pointer}/${field.name}`);
    rows.push(...row(field.name, control(field, found[field.name], names, (value) => change({ op: 'set', pointer: `${pointer}/${field.name}`, ...(value === undefined ? {} : { value }) }), own), own, fix));
  }
  const more = h('select', { 'aria-label': 'Add a field', onchange: () => {
    const field = rest.find((/** @type {any} */ one) => one.name === more.value);
    if (field) change({ op: 'set', pointer: `${pointer}/${field.name}`, value: initial(field, names) });
  } }, h('option', { value: '' }, 'Add a field…'), rest.map((/** @type {any} */ field) => h('option', { value: field.name }, field.name)));
  rows.push(h('span', null), more);
  if (found.Type !== 'Succeed' && found.Type !== 'Fail') {
    const to = h('select', { 'aria-label': 'Connect to', onchange: () => to.value && change({ op: 'connect', pointer, to: to.value }) },
      h('option', { value: '' }, 'Connect to…'), names.filter((name) => name !== decode(pointer)).map((name) => h('option', { value: name }, name)));
    rows.push(h('span', null), to);
    const behind = h('select', { 'aria-label': 'Move behind', onchange: () => behind.value && change({ op: 'behind', pointer, to: behind.value }) },
      h('option', { value: '' }, 'Move behind…'), names.filter((name) => name !== decode(pointer)).map((name) => h('option', { value: name }, name)));
    rows.push(h('span', null), behind);
  }
  const own = pointer.slice(0, pointer.lastIndexOf('/States/'));
  const others = regions.filter(([region]) => region !== own && !region.startsWith(`${pointer}/`));
  if (others.length) {
    const into = h('select', { 'aria-label': 'Move into', onchange: () => into.value && change({ op: 'move', pointer, to: into.value.slice(1) }) },
      // The machine's own place is an empty text.
      h('option', { value: '' }, 'Move into…'), others.map(([region, name]) => h('option', { value: `=${region}` }, name)));
    rows.push(h('span', null), into);
  }
  if (!place.contains(document.activeElement) || place.dataset.pointer !== pointer || document.activeElement?.tagName === 'SELECT') {
    put(place, ...rows);
    place.dataset.pointer = pointer;
  }
}

/** @param {string} name */
function rank(name) {
  const at = FIRST.indexOf(name);
  return at < 0 ? FIRST.length : at;
}

/**
 * @param {any} value
 * @param {string} pointer
 */
export function at(value, pointer) {
  let found = value;
  for (const part of pointer.split('/').slice(1)) found = found?.[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  return found;
}

/**
 * @param {string} name
 * @param {any} control
 * @param {any[]} problems
 * @param {(one: any) => void} [fix]
 */
function row(name, control, problems, fix) {
  const id = `f-${name}`;
  control.id = id;
  if (problems.length) control.setAttribute('aria-invalid', 'true');
  return [h('label', { for: id }, name), control,
    ...problems.map((one) => h('div', { class: 'msg' }, one.message, one.fixable && fix && button({ class: 'btn sm', onclick: () => fix(one) }, 'Fix')))];
}

/**
 * @param {any} field
 * @param {any} value
 * @param {string[]} names
 * @param {(value: any) => void} changed
 * @param {any[]} problems
 */
function control(field, value, names, changed, problems) {
  const isName = field.name === 'Next' || field.name === 'Default';
  if (isName || field.shape === 'word') {
    const words = isName ? names : field.words;
    const all = words.includes(value) ? words : [value, ...words];
    return h('select', { onchange: (/** @type {any} */ event) => changed(event.target.value || undefined) },
      h('option', { value: '' }, '(none)'), all.map((/** @type {any} */ word) => h('option', { value: word, selected: word === value }, word)));
  }
  if (field.shape === 'flag') {
    return h('input', { type: 'checkbox', checked: value === true, onchange: (/** @type {any} */ event) => changed(event.target.checked ? true : undefined) });
  }
  if (field.shape === 'json' && typeof value !== 'string') {
    const area = h('textarea', { rows: '3', spellcheck: 'false', onchange: () => {
      try {
        changed(area.value.trim() ? JSON.parse(area.value) : undefined);
        area.removeAttribute('aria-invalid');
      } catch {
        area.setAttribute('aria-invalid', 'true');
      }
    } });
    area.value = JSON.stringify(value, null, 2);
    void problems;
    return area;
  }
  return h('input', { value: typeof value === 'string' ? value : JSON.stringify(value), onchange: (/** @type {any} */ event) => changed(read(field, event.target.value, value)) });
}

/**
 * What somebody typed into a field.
 * @param {any} field
 * @param {string} text
 * @param {any} before
 */
function read(field, text, before) {
  if (text === '') return undefined;
  if (field.shape === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (before === null && text === 'null') return null;
  return text;
}

/**
 * @param {any} field
 * @param {string[]} names
 */
function initial(field, names) {
  if (field.name === 'Next' || field.name === 'Default') return names[0] ?? '';
  if (field.name === 'Retry') return [{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2 }];
  if (field.name === 'Catch') return [{ ErrorEquals: ['States.ALL'], Next: names[names.length - 1] ?? '' }];
  if (field.shape === 'word') return field.words[0];
  if (field.shape === 'flag') return true;
  if (field.shape === 'number') return 1;
  if (field.shape === 'json') return ['Choices', 'Branches'].includes(field.name) ? [] : {};
  return field.name.endsWith('Path') ? '$' : '';
}
