// Asking the server. What changes something carries the token, which only this page has.

const ROOT = '/_sfn/view/api/';
const token = document.querySelector('meta[name=sfn-token]')?.getAttribute('content') ?? '';

/** What the server said instead of an answer. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {any} said
   */
  constructor(status, said) {
    super(said?.message ?? `the server answered ${status}`);
    this.status = status;
    this.said = said;
  }
}

/** Who wants to know whether the server is there. @type {((isThere: boolean) => void)[]} */
const watchers = [];

/** @param {(isThere: boolean) => void} watcher */
export function onConnection(watcher) {
  watchers.push(watcher);
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 */
async function ask(path, init) {
  let answer;
  try {
    answer = await fetch(ROOT + path, init);
  } catch {
    watchers.forEach((watcher) => watcher(false));
    throw new Refused(0, { message: 'the server is not there: start sfn view again' });
  }
  watchers.forEach((watcher) => watcher(true));
  const said = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(answer.status, said);
  return said;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} [query]
 * @returns {Promise<any>}
 */
export function get(name, query) {
  return ask(address(name, query));
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} [query]
 */
function address(name, query) {
  const pairs = Object.entries(query ?? {}).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return pairs.length ? `${name}?${pairs.join('&')}` : name;
}

/**
 * Where a file to keep is.
 * @param {string} name
 * @param {Record<string, string | number>} query
 */
export function link(name, query) {
  return ROOT + address(name, query);
}

/**
 * @param {string} name
 * @param {any} body
 * @returns {Promise<any>}
 */
export function send(name, body) {
  const headers = { 'content-type': 'application/json', 'x-sfn-token': token };
  return ask(name, { method: 'POST', headers, body: JSON.stringify(body) });
}
