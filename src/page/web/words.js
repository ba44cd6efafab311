// Words and numbers, as the trace writes them.

/**
 * How long something took: `0.05s`, `6.30s`, `2m 05s`, `1h 00m`.
 * @param {number} ms
 */
export function took(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(2)}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${pad(Math.floor(seconds % 60))}s`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)}h ${pad(Math.floor((seconds % 3600) / 60))}m`;
  return `${Math.floor(seconds / 86400)}d ${pad(Math.floor((seconds % 86400) / 3600))}h`;
}

/**
 * A moment since the start: `6.60`, `1:00:06`.
 * @param {number} ms
 */
export function clock(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return seconds.toFixed(2);
  const whole = Math.floor(seconds);
  const rest = `${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
  return whole < 3600 ? rest.replace(/^0/, '') : `${Math.floor(whole / 3600)}:${rest}`;
}

/** @param {number} n */
function pad(n) {
  return String(n).padStart(2, '0');
}

/** @param {number} n */
export function count(n) {
  return n.toLocaleString('en-US');
}

/**
 * `1 state`, `2 states`.
 * @param {number} n
 * @param {string} word
 */
export function plural(n, word) {
  return `${count(n)} ${word}${n === 1 ? '' : 's'}`;
}

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1 << 20 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;
}

/** What marks mean. @type {Record<string, string>} */
export const WORDS = {
  ok: 'succeeded', bad: 'failed', warn: 'caught an error', run: 'running', wait: 'waiting', cut: 'did not end', none: 'not run',
};

/**
 * The mark of AWS's word for how an execution ended.
 * @param {string} status
 */
export function markOfStatus(status) {
  if (status === 'SUCCEEDED') return 'ok';
  return status === 'RUNNING' ? 'run' : 'bad';
}
