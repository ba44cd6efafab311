// What the tests of the page share: a folder to work in, the program at work in it, a browser.

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

export const root = process.env.SFN_ROOT ?? path.resolve(import.meta.dirname, '../..');
export const sfn = path.resolve(process.env.SFN ?? path.join(root, 'target/debug/sfn'));
const order = path.join(root, 'fixtures/run/order/declined');

/** A folder with the order machine and its mocks. */
export function shop() {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'sfn-page-')), 'shop');
  fs.mkdirSync(folder);
  spawnSync('git', ['init', '-q', folder]);
  for (const [from, to] of [['machine.asl.json', 'order.asl.json'], ['machine.sfn.yaml', 'order.sfn.yaml'], ['input.json', 'input.json']]) {
    fs.copyFileSync(path.join(order, from), path.join(folder, to));
  }
  return folder;
}

/** `sfn view` in a folder, once it listens. */
export function view(folder, ...more) {
  return listening(folder, 'view', ...more);
}

/** `sfn serve` in a folder, once it listens. */
export function serve(folder, ...more) {
  return listening(folder, 'serve', '--port', '0', ...more);
}

async function listening(folder, ...words) {
  const child = spawn(sfn, words, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const url = await new Promise((found, gone) => {
    let said = '';
    child.stderr.on('data', (data) => {
      said += data;
      const line = said.match(/http:\S+(?=\s)/);
      if (line) found(line[0]);
    });
    child.on('exit', () => gone(new Error(`sfn ${words[0]} ended: ${said}`)));
  });
  const stop = () => new Promise((done) => {
    child.on('exit', done);
    child.kill('SIGTERM');
  });
  return { url, port: new URL(url).port, stop };
}

export function browser() {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-gpu', '--no-sandbox'];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: quiet });
}

/** A page that notes what must not be: words on the console, errors, requests to elsewhere. */
export async function open(chrome, url, { width = 1440, height = 900, theme = 'light' } = {}) {
  const context = await chrome.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  page.wrong = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && page.wrong.push(message.text()));
  page.on('pageerror', (error) => page.wrong.push(String(error)));
  page.on('request', (request) => new URL(request.url()).host !== new URL(url).host && page.wrong.push(`asked ${request.url()}`));
  // The files as they are written now, in place of those that were built in.
  if (process.env.SFN_PAGE_NOW) {
    await page.route(/\/_sfn\/view\/\w+\.(js|css)$/, async (route) => {
      const file = path.join(root, 'src/page/web', path.basename(new URL(route.request().url()).pathname));
      const response = await route.fetch();
      const kind = file.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
      await route.fulfill({ response, status: 200, headers: { ...response.headers(), 'content-type': kind }, body: fs.readFileSync(file, 'utf8') });
    });
  }
  await page.goto(url);
  return page;
}

/** Puts a saved run of the machine into the folder. */
export function saved(folder, definition, ...more) {
  const done = spawnSync(sfn, ['run', definition, '-q', '--save-trace', 'run.jsonl', ...more], { cwd: folder });
  if (!fs.existsSync(path.join(folder, 'run.jsonl'))) throw new Error(String(done.stderr));
}
