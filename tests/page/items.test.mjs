// Map items in Chromium: a distributed Map over the rows of a file, in a table that scrolls.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { browser, open, shop, view } from './lib.mjs';

// So many are measured by hand with a fast program: SFN_PAGE_ITEMS=100000.
const items = Number(process.env.SFN_PAGE_ITEMS ?? 10_000);
const bad = Math.floor(items * 0.7);

/** A folder with a Map over the rows of a CSV file, one of which fails. */
function orders() {
  const folder = shop();
  for (const file of fs.readdirSync(folder)) if (file !== '.git') fs.rmSync(path.join(folder, file));
  const rows = Array.from({ length: items }, (_, at) => `${at},${at === bad ? 'bad' : 'good'}`);
  fs.mkdirSync(path.join(folder, 'data'));
  fs.writeFileSync(path.join(folder, 'data/orders.csv'), `id,kind\n${rows.join('\n')}\n`);
  fs.writeFileSync(path.join(folder, 'each.sfn.yaml'), 'version: 1\nmocks:\n  s3: {data: data}\n');
  fs.writeFileSync(path.join(folder, 'each.asl.json'), JSON.stringify({
    StartAt: 'Each', States: { Each: {
      Type: 'Map', End: true, ToleratedFailureCount: 5,
      ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }, Parameters: { Bucket: 'data', Key: 'orders.csv' } },
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'One', States: {
        One: { Type: 'Choice', Default: 'Good', Choices: [{ Variable: '$.kind', StringEquals: 'bad', Next: 'Bad' }] },
        Good: { Type: 'Pass', Result: 1, End: true }, Bad: { Type: 'Fail', Error: 'Broken' } } },
    } },
  }));
  return folder;
}

test(`${items} items scroll, and the first that failed is one click away`, async () => {
  const chrome = await browser();
  const folder = orders();
  const served = await view(folder);
  try {
    const page = await open(chrome, served.url);
    await scrolls(page);
    assert.deepEqual(page.wrong, []);
  } finally {
    await served.stop();
    await chrome.close();
  }
});

async function scrolls(page) {
  await page.locator('#side').getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('.pill.ok', { hasText: /SUCCEEDED/ }).waitFor({ timeout: 120_000 });
  const began = await page.evaluate(() => performance.now());
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Map items' }).click();
  const grid = page.getByRole('grid', { name: 'Items' });
  await page.locator(`[aria-rowcount="${items + 1}"]`).waitFor();
  const shown = await page.evaluate(() => performance.now()) - began;
  assert.ok(await grid.locator('[role=row]').count() < 120, 'only the rows in view are there');
  // What a scroll costs: the script that draws, and the layout behind it.
  const costs = await grid.evaluate(async (one) => {
    const costs = [];
    const draw = requestAnimationFrame;
    for (let at = 0; at < 60; at++) {
      let spent = 0;
      globalThis.requestAnimationFrame = (work) => draw((now) => {
        const start = performance.now();
        work(now);
        document.body.offsetHeight;
        spent += performance.now() - start;
      });
      one.scrollTop += 5_003;
      await new Promise((done) => draw(() => draw(() => draw(done))));
      costs.push(spent);
    }
    globalThis.requestAnimationFrame = draw;
    return costs.sort((a, b) => a - b);
  });
  console.log(`${items} items: shown after ${shown.toFixed(0)} ms, a scroll takes ${costs[30].toFixed(1)} ms, at most ${costs[59].toFixed(1)} ms`);
  assert.ok(costs[30] > 0 && costs[30] < 16 * Number(process.env.SFN_PAGE_SLOW ?? 1), `${costs[30]} ms`);
  await grid.evaluate((one) => one.scrollTo(0, one.scrollHeight));
  await grid.locator('[role=row]', { hasText: `[${items - 1}]` }).waitFor();
  await page.getByRole('button', { name: `First failed [${bad}]` }).click();
  await grid.locator('[role=row][aria-selected=true]', { hasText: `[${bad}]` }).filter({ hasText: 'Broken' }).waitFor();
  await page.getByRole('button', { name: 'Failed 1' }).click();
  await page.locator('[aria-rowcount="2"]').waitFor();
}
