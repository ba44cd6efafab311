// What `sfn graph` writes for other programs is read by those: Mermaid in Chromium, and Graphviz if it is there.
// A sample of the definitions below fixtures/; SFN_GRAPHS=all takes them all.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { browser, root, sfn } from './lib.mjs';

const SAMPLE = 40;

/** Definitions below fixtures/, in order: all, or some from everywhere. */
function definitions() {
  const all = fs.readdirSync(path.join(root, 'fixtures'), { recursive: true }).map(String).filter((name) => /\.asl\.(json|yaml)$/.test(name)).sort();
  const apart = process.env.SFN_GRAPHS === 'all' ? 1 : Math.ceil(all.length / SAMPLE);
  return all.filter((_, at) => at % apart === 0).map((name) => path.join('fixtures', name));
}

/** What `sfn graph` writes; nothing if the file is no definition that can be read. */
function graph(file, format) {
  const done = spawnSync(sfn, ['graph', file, '--format', format], { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 });
  assert.ok([0, 3].includes(done.status), `${file}: ${done.status} ${done.stderr}`);
  return done.status === 0 ? done.stdout : '';
}

/** The file of a package, if it is installed. */
function installed(name) {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return null;
  }
}

const mermaid = installed('mermaid/dist/mermaid.min.js');

test('Mermaid reads what is written for it', { skip: !mermaid && 'mermaid is not installed' }, async () => {
  const chrome = await browser();
  const page = await chrome.newPage();
  await page.setContent('<!doctype html><div id="place"></div>');
  await page.addScriptTag({ path: mermaid });
  await page.evaluate(() => globalThis.mermaid.initialize({ startOnLoad: false, maxTextSize: 10_000_000, maxEdges: 100_000 }));
  const wrong = [];
  let count = 0;
  for (const file of definitions()) {
    const text = graph(file, 'mermaid');
    if (!text) continue;
    count++;
    const said = await page.evaluate(async (one) => {
      try {
        const { diagramType } = await globalThis.mermaid.parse(one);
        return diagramType === 'flowchart-v2' ? '' : `it is taken for ${diagramType}`;
      } catch (error) {
        return String(error.message ?? error);
      }
    }, text);
    if (said) wrong.push(`${file}: ${said.split('\n').slice(0, 4).join(' | ')}`);
  }
  // One is drawn, too: each state is a node of the picture.
  const drawn = await page.evaluate(async (one) => (await globalThis.mermaid.render('drawn', one)).svg, graph('examples/order.asl.json', 'mermaid'));
  assert.match(drawn, /Charge Card|Reserve/);
  await chrome.close();
  console.log(`Mermaid read ${count} graphs`);
  assert.deepEqual(wrong, []);
  assert.ok(count > 20, `only ${count}`);
});

const hasDot = spawnSync('dot', ['-V']).status === 0;

test('Graphviz reads what is written for it', { skip: !hasDot && 'dot is not installed' }, () => {
  let count = 0;
  for (const file of definitions()) {
    const text = graph(file, 'dot');
    if (!text) continue;
    count++;
    const done = spawnSync('dot', ['-Tsvg'], { input: text, encoding: 'utf8', maxBuffer: 256 << 20, timeout: 120_000 });
    assert.equal(done.status, 0, `${file}: ${done.stderr}`);
    assert.ok(done.stdout.includes('</svg>'), file);
  }
  console.log(`Graphviz read ${count} graphs`);
  assert.ok(count > 20, `only ${count}`);
});
