// A run as columns of numbers: what stood where at each event is a search, never a replay.

/** How bad an end is: the worst one of a state shows. */
const WEIGHT = { ok: 0, cut: 1, warn: 2, bad: 3 };
/** @type {('ok' | 'warn' | 'bad' | 'cut')[]} */
const MARKS = ['ok', 'warn', 'bad', 'cut'];

/**
 * The number of sorted `values` that are at most `most`.
 * @param {ArrayLike<number>} values
 * @param {number} most
 */
export function upTo(values, most) {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class Run {
  /** @param {any} doc What the server says of it. */
  constructor(doc) {
    this.doc = doc;
    this.id = doc.id;
    this.v = doc.visits;
    this.events = doc.events;
    this.count = doc.events.id.length;
    this.last = this.count ? doc.events.id[this.count - 1] : 0;
    this.states = doc.states;
    /** @type {Map<string, number>} */
    this.byPointer = new Map(doc.states.map((/** @type {any} */ state, /** @type {number} */ at) => [state.pointer, at]));
    /** @type {Map<number, {parent: number, state: number, index: number}>} */
    this.branches = new Map(doc.branches.map((/** @type {number[]} */ [branch, parent, state, index]) => [branch, { parent, state, index }]));
    this.tries = new Map(doc.visits.tries.map((/** @type {any[]} */ [at, ...all]) => [at, all]));
    this.children = new Map(doc.visits.children.map((/** @type {number[]} */ [at, length, good, failed, cut]) => [at, { length, good, failed, cut }]));
    /** @type {number[][]} */
    this.visitsOf = doc.states.map(() => []);
    this.v.state.forEach((/** @type {number} */ state, /** @type {number} */ at) => this.visitsOf[state].push(at));
    /** @type {number[][]} */
    this.firsts = this.visitsOf.map((all) => all.map((at) => this.v.first[at]));
    const ended = this.visitsOf.map((all) => all.filter((at) => this.v.mark[at] !== 3).sort((a, b) => this.v.last[a] - this.v.last[b]));
    this.lasts = ended.map((all) => all.map((at) => this.v.last[at]));
    this.worst = ended.map((all) => {
      /** @type {'ok' | 'warn' | 'bad' | 'cut'} */
      let worst = 'ok';
      return all.map((at) => {
        const own = MARKS[this.v.mark[at]];
        if (WEIGHT[own] > WEIGHT[worst]) worst = own;
        return worst;
      });
    });
    /** @type {Map<string, number[]>} */
    this.ways = new Map();
    this.v.way.forEach((/** @type {string} */ way, /** @type {number} */ at) => {
      if (!way) return;
      const key = `${this.states[this.v.state[at]].pointer} ${way}`;
      const all = this.ways.get(key) ?? [];
      all.push(this.v.last[at]);
      this.ways.set(key, all);
    });
    for (const all of this.ways.values()) all.sort((a, b) => a - b);
  }

  /**
   * The mark of a state at an event: `none`, `run`, `ok`, `warn`, `bad`, `cut`.
   * @param {string} pointer
   * @param {number} event
   */
  mark(pointer, event) {
    const at = this.byPointer.get(pointer);
    if (at === undefined) return 'none';
    const entered = upTo(this.firsts[at], event);
    if (entered === 0) return 'none';
    const left = upTo(this.lasts[at], event);
    if (left < entered) return event >= this.last ? this.#unended(at, left) : 'run';
    return this.worst[at][left - 1];
  }

  /**
   * @param {number} at
   * @param {number} left
   */
  #unended(at, left) {
    if (this.doc.status === 'RUNNING') return 'run';
    const worst = left > 0 ? this.worst[at][left - 1] : 'ok';
    return WEIGHT[worst] > WEIGHT.cut ? worst : 'cut';
  }

  /**
   * How often a state was entered up to an event.
   * @param {string} pointer
   * @param {number} event
   */
  times(pointer, event) {
    const at = this.byPointer.get(pointer);
    return at === undefined ? 0 : upTo(this.firsts[at], event);
  }

  /**
   * How often a way was taken up to an event.
   * @param {string} pointer
   * @param {string} way
   * @param {number} event
   */
  taken(pointer, way, event) {
    return upTo(this.ways.get(`${pointer} ${way}`) ?? [], event);
  }

  /** @param {string} pointer */
  visits(pointer) {
    const at = this.byPointer.get(pointer);
    return at === undefined ? [] : this.visitsOf[at];
  }

  /** @param {number} visit */
  markOf(visit) {
    return MARKS[this.v.mark[visit]];
  }

  /** @param {number} visit */
  pointerOf(visit) {
    return this.states[this.v.state[visit]].pointer;
  }

  /**
   * The branches and items around a visit, the outermost first: `Reserve Items[2]`.
   * @param {number} visit
   */
  around(visit) {
    const path = [];
    for (let at = this.branches.get(this.v.branch[visit]); at; at = this.branches.get(at.parent)) {
      path.unshift(`${this.states[at.state].name}[${at.index}]`);
    }
    return path;
  }

  /**
   * The visit that an event is of, by the place of the event in the list; -1 for the execution's own.
   * @param {number} index
   */
  visitAt(index) {
    return this.events.visit[index] ?? -1;
  }

  /**
   * The place in the list of the event with that number.
   * @param {number} event
   */
  indexOf(event) {
    return Math.max(0, upTo(this.events.id, event) - 1);
  }

  /**
   * What a reader looks for first: the visit that failed the run, else the first that caught an error, else the first
   * Map with failed items, else the first visit.
   */
  first() {
    const marks = this.v.mark;
    const failed = this.#deepest(marks);
    if (failed >= 0 && this.doc.status !== 'SUCCEEDED') return failed;
    const caught = marks.indexOf(1);
    if (caught >= 0) return caught;
    for (const [at, { failed }] of this.children) if (failed > 0) return at;
    return this.v.state.length ? 0 : -1;
  }

  /** The last visit that failed: of those inside each other, the innermost began last. @param {number[]} marks */
  #deepest(marks) {
    const failed = marks.lastIndexOf(2);
    return failed >= 0 ? failed : marks.lastIndexOf(3);
  }

  /** The first visit that failed, else the first that caught an error. */
  firstFailed() {
    const failed = this.v.mark.indexOf(2);
    return failed >= 0 ? failed : this.v.mark.indexOf(1);
  }
}
