// The page of `sfn view` in Chromium. `scripts/page` runs this.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { browser, open, root, saved, serve, shop, view } from './lib.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = path.join(root, 'tests/page/shots');
let chrome;
before(async () => {
  chrome = await browser();
});
after(() => chrome.close());

/** Runs the order machine with its input, as a user does. */
async function run(page, folder) {
  await page.locator('#side').getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByLabel('Input').fill(fs.readFileSync(path.join(folder, 'input.json'), 'utf8'));
  await page.getByLabel('Name').fill('card declined');
  await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('.pill.ok', { hasText: /SUCCEEDED/ }).waitFor();
}

/** A test with the order machine, on a page on which nothing goes wrong. */
function onPage(name, work) {
  test(name, async () => {
    const folder = shop();
    const served = await view(folder);
    const page = await open(chrome, served.url);
    try {
      await work(page, folder, served);
      assert.deepEqual(page.wrong, []);
    } finally {
      await page.context().close();
      await served.stop();
    }
  });
}

onPage('a run: where it went wrong is in view first, and steps go back', async (page, folder) => {
  await run(page, folder);
  await page.locator('#insp h2', { hasText: 'Charge Card' }).waitFor();
  await page.locator('#insp .story', { hasText: 'Catch 1' }).waitFor();
  assert.equal(await page.locator('.n.sel.s-warn').count(), 1);
  assert.equal(await page.locator('.now b').textContent(), '63 / 63');
  await page.getByRole('button', { name: 'First event' }).click();
  assert.equal(await page.locator('.now b').textContent(), '1 / 63');
  assert.equal(await page.locator('.n.s-none').count(), 12);
  for (let at = 0; at < 3; at++) await page.getByRole('button', { name: 'Step forward' }).click();
  await page.getByRole('button', { name: 'Step back' }).click();
  assert.equal(await page.locator('.now b').textContent(), '3 / 63');
  assert.equal(await page.locator('.n.s-run').count(), 1);
  await page.locator('#insp h2', { hasText: 'Get Order' }).waitFor();
});

onPage('the link brings back what was shown', async (page, folder) => {
  await run(page, folder);
  await page.getByRole('button', { name: /^Get Order,/ }).click();
  await page.getByRole('tab', { name: 'Output' }).click();
  await page.locator('#tabbody', { hasText: '"A-1"' }).waitFor();
  // The link is written once the hand rests.
  await page.waitForURL(/tab=Output/);
  await page.reload();
  await page.locator('#tabbody', { hasText: '"A-1"' }).waitFor();
  assert.equal(await page.locator('#insp h2').textContent(), 'Get Order');
});

onPage('a call is answered differently, and the two runs are compared', async (page, folder) => {
  await run(page, folder);
  await page.getByRole('button', { name: /^Get Order,/ }).click();
  await page.locator('#insp h2', { hasText: 'Get Order' }).waitFor();
  await page.getByRole('button', { name: 'Answer differently' }).click();
  await page.getByLabel('Answer of Get Order').fill('throw:Lost');
  await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('FAILED', { exact: true }).first().waitFor();
  await page.locator('#insp .story.bad', { hasText: 'Lost' }).waitFor();
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('dialog').getByRole('button', { name: /card declined/ }).click();
  await page.locator('#pend', { hasText: 'they part in Get Order' }).waitFor();
  // The other run's data of the same state stands below.
  const other = page.getByRole('region', { name: 'The other run, card declined' });
  await other.getByText('succeeded').waitFor();
  await page.getByRole('tab', { name: 'Output' }).click();
  await page.locator('#tabbody', { hasText: 'No output' }).waitFor();
  await other.locator('.json', { hasText: '"A-1"' }).waitFor();
});

onPage('an expression is tried on the real input', async (page, folder) => {
  await run(page, folder);
  await page.getByRole('tab', { name: 'Try' }).click();
  await page.getByLabel('Expression').fill('$.items[*].sku');
  await page.locator('#tabbody .json', { hasText: 'B-2' }).waitFor();
});

/** What axe finds that keeps somebody from using the page. */
async function serious(page) {
  // The page keeps scripts out; what looks at it comes by another way.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const kept = found.violations.filter((one) => ['serious', 'critical'].includes(one.impact));
  return kept.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3).join(' ')}`);
}

onPage('a run is stepped through, back, with another answer, and kept as a test', async (page, folder) => {
  const standing = (words) => page.locator('#standing', { hasText: words }).waitFor();
  const bar = page.getByRole('region', { name: 'Step by step' });
  await page.locator('#side').getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByLabel('Input').fill(fs.readFileSync(path.join(folder, 'input.json'), 'utf8'));
  await page.getByRole('dialog').getByRole('button', { name: 'Step through' }).click();
  await standing('about to enter Get Order');
  assert.equal(await page.locator('.n.here').count(), 1);
  await page.getByLabel('Expression').fill('$.orderId');
  await page.locator('.here .json', { hasText: '"o-1"' }).first().waitFor();
  await page.keyboard.press('Tab');
  await page.locator('#standing').click();
  await page.keyboard.press('s');
  await standing('Get Order (Task)');
  await page.locator('.here', { hasText: 'order.sfn.yaml:8 states.Get Order answer 1 answers' }).waitFor();
  assert.deepEqual(await serious(page), []);
  await bar.getByRole('button', { name: 'Next' }).click();
  await standing('about to enter Anything To Do?');
  await bar.getByLabel('State, error or condition').fill('Charge Card');
  await bar.getByRole('button', { name: 'Continue to' }).click();
  await standing('about to enter Charge Card');
  await bar.getByRole('button', { name: 'Back' }).click();
  await bar.getByRole('button', { name: 'Continue', exact: true }).click();
  await standing('the execution SUCCEEDED');
  await bar.getByRole('button', { name: 'To the start' }).click();
  await standing('about to enter Get Order');
  await page.getByRole('button', { name: 'Change the input' }).click();
  await page.getByLabel('Value of input').fill('{"orderId": "o-9"}');
  await page.getByRole('dialog').getByRole('button', { name: 'Change', exact: true }).click();
  await page.locator('.here .json', { hasText: '"o-9"' }).first().waitFor();
  await page.getByLabel('Error of Get Order').fill('Lost:gone');
  await page.getByRole('button', { name: 'Let it fail' }).click();
  await page.locator('.here', { hasText: 'Get Order is answered throw:Lost:gone' }).waitFor();
  await bar.getByRole('button', { name: 'Continue', exact: true }).click();
  await standing('the execution FAILED with Lost: gone');
  await page.locator('.pill.bad', { hasText: 'FAILED' }).first().waitFor();
  // A link brings back where it stands.
  await page.waitForURL(/step=s1/);
  await page.reload();
  await standing('the execution FAILED with Lost: gone');
  await page.getByRole('button', { name: 'Save as a test' }).click();
  await page.locator('.toast', { hasText: 'order.sfn.yaml has the test' }).waitFor();
  assert.match(fs.readFileSync(path.join(folder, 'order.sfn.yaml'), 'utf8'), /stepped through: FAILED/);
  await bar.getByRole('button', { name: 'End' }).click();
  await bar.waitFor({ state: 'hidden' });
  assert.equal(await page.locator('#runs .row').count(), 2);
  await page.getByRole('button', { name: 'Step through' }).click();
  await standing('about to enter Get Order');
  assert.equal(await page.getByRole('button', { name: 'Change the input' }).count(), 0);
});

onPage('a state is renamed in the form, and the file keeps the rest', async (page, folder) => {
  const file = path.join(folder, 'order.asl.json');
  const text = fs.readFileSync(file, 'utf8');
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Edit' }).click();
  await page.locator('#edit').getByRole('button', { name: /^Paid,/ }).click();
  await page.locator('#edit').getByLabel('Name', { exact: true }).fill('Settled');
  await page.locator('#edit').getByLabel('Name', { exact: true }).press('Tab');
  await page.locator('#edit').getByRole('button', { name: /^Settled,/ }).waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.toast', { hasText: 'Saved' }).waitFor();
  assert.equal(fs.readFileSync(file, 'utf8'), text.replaceAll('"Paid"', '"Settled"'));
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.locator('#edit').getByRole('button', { name: /^Paid,/ }).waitFor();
});

onPage('states are connected by a drag, and moved by a choice', async (page) => {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Edit' }).click();
  const area = page.getByLabel('Definition', { exact: true });
  const node = (name) => page.locator('#edit').getByRole('button', { name: new RegExp(`^${name},`) });
  const middle = async (name) => {
    const box = await node(name).boundingBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const way = async (name) => JSON.parse(await area.inputValue()).States[name].Next;
  await node('Charge Card').waitFor();
  const [from, to] = [await middle('Charge Card'), await middle('Nothing Ordered')];
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(from[0] + 30, from[1] + 5);
  await page.mouse.move(...to, { steps: 4 });
  await page.locator('.n.aim').waitFor();
  await page.mouse.up();
  await page.locator('.pill', { hasText: 'not saved' }).waitFor();
  assert.equal(await way('Charge Card'), 'Nothing Ordered');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.locator('.pill', { hasText: 'not saved' }).waitFor({ state: 'detached' });
  await node('Reserve Items').click();
  await page.getByLabel('Move behind').selectOption('Charge Card');
  await page.locator('.pill', { hasText: 'not saved' }).waitFor();
  assert.equal(await way('Charge Card'), 'Reserve Items');
  assert.equal(await way('Reserve Items'), 'Paid');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.locator('.pill', { hasText: 'not saved' }).waitFor({ state: 'detached' });
  await node('Paid').click();
  await page.getByLabel('Move into').selectOption({ label: 'Reserve Items' });
  await page.locator('.pill', { hasText: 'not saved' }).waitFor();
  assert.ok('Paid' in JSON.parse(await area.inputValue()).States['Reserve Items'].ItemProcessor.States);
});

onPage('a mock answer is edited where it is written, and the machine runs again', async (page, folder) => {
  const file = path.join(folder, 'order.sfn.yaml');
  const text = fs.readFileSync(file, 'utf8');
  await run(page, folder);
  await page.getByRole('button', { name: 'Edit the mock' }).click();
  const area = page.getByLabel('Text of order.sfn.yaml');
  await area.fill(text.replace('status: 402', 'status: wrong'));
  await page.locator('.mockp', { hasText: 'wrong' }).waitFor();
  await area.fill(text.replace('status: 402', 'status: 200'));
  await page.locator('.mockp', { hasText: 'No problems' }).waitFor();
  // Somebody else writes it meanwhile: that is not overwritten.
  fs.writeFileSync(file, `# theirs\n${text}`);
  await page.getByRole('button', { name: 'Save and run again' }).click();
  await page.getByRole('dialog').getByText('was changed on disk').waitFor();
  assert.equal(fs.readFileSync(file, 'utf8'), `# theirs\n${text}`);
  await page.getByRole('button', { name: 'Take theirs' }).click();
  await area.fill(`# theirs\n${text}`.replace('status: 402', 'status: 200'));
  await page.getByRole('button', { name: 'Save and run again' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(fs.readFileSync(file, 'utf8'), `# theirs\n${text.replace('status: 402', 'status: 200')}`);
  await page.locator('#runs .row').nth(1).waitFor();
  await page.locator('.n.s-ok', { hasText: 'Charge Card' }).waitFor();
  // The browser says that the server refused once.
  page.wrong = page.wrong.filter((one) => !one.includes('409'));
});

test('what an execution of a server waits for is shown, its token answers it, and its family is a tree', async () => {
  const folder = shop();
  fs.writeFileSync(path.join(folder, 'asks.sfn.yaml'), 'version: 1\nmocks:\n  states:\n    Ask: {hang: true}\n');
  const served = await serve(folder, '-m', 'asks.sfn.yaml');
  const aws = async (operation, request) => (await fetch(served.url, {
    method: 'POST', headers: { 'x-amz-target': `AWSStepFunctions.${operation}` }, body: JSON.stringify(request),
  })).json();
  const machine = (name, States) => aws('CreateStateMachine', { name, roleArn: 'arn:aws:iam::123456789012:role/R', definition: JSON.stringify({ StartAt: Object.keys(States)[0], States }) });
  const asks = await machine('asks', { Both: { Type: 'Parallel', End: true, Branches: [
    { StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 3600, End: true } } },
    { StartAt: 'Ask', States: { Ask: { Type: 'Task', End: true, Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', Parameters: { QueueUrl: 'q', 'MessageBody.$': '$$.Task.Token' } } } }] } });
  const each = await machine('starts', {
    Start: { Type: 'Task', Next: 'Each', ResultPath: null, Resource: 'arn:aws:states:::states:startExecution', Parameters: { StateMachineArn: asks.stateMachineArn } },
    Each: { Type: 'Map', End: true, ItemsPath: '$.items', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'P', States: { P: { Type: 'Pass', End: true } } } },
  });
  const outer = await aws('StartExecution', { stateMachineArn: each.stateMachineArn, name: 'outer', input: '{"items": [1, 2]}' });
  assert.ok(outer.executionArn, JSON.stringify(outer));
  const page = await open(chrome, `${served.url.replace(/\/$/, '')}/_sfn/view/`);
  await page.locator('#executions .row', { hasText: 'asks · RUNNING' }).click();
  const waits = page.getByRole('region', { name: 'Waits for' });
  await waits.getByText(/until 1:00:00/).waitFor();
  await waits.getByText(/59m \d\ds left/).waitFor();
  await waits.getByRole('button', { name: 'Copy the command that answers' }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const [, token, endpoint] = /^aws stepfunctions send-task-success --task-token (\S+) --task-output '{}' --endpoint-url (\S+)$/.exec(command) ?? [];
  assert.equal(endpoint, served.url.replace(/\/$/, ''), command);
  assert.deepEqual(await aws('SendTaskSuccess', { taskToken: token, output: '{}' }), {});
  await waits.getByRole('button', { name: 'Copy the command that answers' }).waitFor({ state: 'detached' });
  const family = page.locator('#family');
  await family.locator('.row', { hasText: 'outer' }).waitFor();
  await family.locator('ul .row', { hasText: 'asks' }).waitFor();
  await family.locator('.row', { hasText: 'outer' }).click();
  await family.getByText('Map Run · SUCCEEDED · 2 items, ✓ 2').waitFor();
  await page.locator('#insp h2').waitFor();
  assert.deepEqual(await serious(page), []);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
  await served.stop();
});

onPage('a wrong edit is answered in the words of the checker, with a fix', async (page) => {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Edit' }).click();
  const area = page.getByLabel('Definition', { exact: true });
  await area.fill((await area.inputValue()).replace('"Next": "Charge Card"', '"Next": "Chrage Card"'));
  const problem = page.locator('.pr', { hasText: 'Chrage' });
  await problem.waitFor();
  await problem.getByRole('button', { name: 'Fix' }).click();
  await problem.waitFor({ state: 'detached' });
  assert.match(await area.inputValue(), /"Next": "Charge Card"/);
  await area.fill('{');
  await page.locator('.pr', { hasText: 'the last good graph is shown' }).waitFor();
  assert.equal(await page.locator('#edit .n').count(), 12);
});

onPage('a change on the disk shows, and is not overwritten', async (page, folder) => {
  const file = path.join(folder, 'order.asl.json');
  const text = fs.readFileSync(file, 'utf8');
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Edit' }).click();
  const area = page.getByLabel('Definition', { exact: true });
  fs.writeFileSync(file, text.replaceAll('"Paid"', '"Settled"'));
  await page.locator('#edit').getByRole('button', { name: /^Settled,/ }).waitFor();
  await area.fill(text.replaceAll('"Paid"', '"Mine"'));
  fs.writeFileSync(file, text.replaceAll('"Paid"', '"Theirs"'));
  await page.locator('#edit', { hasText: 'was changed on disk' }).waitFor();
  await page.getByRole('button', { name: 'Take theirs' }).click();
  await page.locator('#edit').getByRole('button', { name: /^Theirs,/ }).waitFor();
  assert.match(fs.readFileSync(file, 'utf8'), /"Theirs"/);
});

test('the page is there again after the server was', async () => {
  const folder = shop();
  let served = await view(folder);
  const page = await open(chrome, served.url);
  await page.locator('#machines button').first().waitFor();
  await served.stop();
  await page.locator('#conn', { hasText: 'not connected' }).waitFor();
  assert.ok(await page.locator('.n').count() > 0, 'what was read stays');
  served = await view(folder, '--port', served.port);
  await page.locator('#conn', { hasText: 'live' }).waitFor({ timeout: 60_000 });
  await page.locator('#machines button').first().waitFor();
  await page.context().close();
  await served.stop();
});

test('names with markup are shown as they are', async () => {
  const folder = shop();
  const name = '<img src=x onerror=document.title=1>\u202e';
  fs.writeFileSync(path.join(folder, 'order.asl.json'), JSON.stringify({ StartAt: name, States: { [name]: { Type: 'Pass', Result: '<script>1</script>', End: true } } }));
  const served = await view(folder);
  const page = await open(chrome, served.url);
  await page.locator('.n').first().waitFor();
  assert.equal(await page.locator('img, body script').count(), 0);
  assert.match(await page.locator('.n title').first().textContent(), /onerror=document.title=1>⟨U\+202E⟩/);
  assert.deepEqual(page.wrong, []);
  await page.context().close();
  await served.stop();
});

test('25,000 events are usable within a second; a step of 500 states takes less than a frame', async () => {
  const folder = shop();
  const states = {};
  for (let at = 0; at < 500; at++) states[`S${at}`] = { Type: 'Pass', Next: `S${at + 1}` };
  states.S500 = { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: 24, Next: 'Up' }], Default: 'End' };
  states.Up = { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'S0' };
  states.End = { Type: 'Succeed' };
  fs.writeFileSync(path.join(folder, 'order.asl.json'), JSON.stringify({ StartAt: 'S0', States: states }));
  saved(folder, 'order.asl.json', '-i', '{"n": 0}');
  const served = await view(folder, 'run.jsonl');
  const page = await open(chrome, served.url);
  await page.locator('.now b', { hasText: '/ 25' }).waitFor();
  const took = await page.evaluate(() => performance.now());
  const step = await page.evaluate(async () => {
    const buttons = [...document.querySelectorAll('#tp button')];
    const times = [];
    for (let at = 0; at < 40; at++) {
      const began = performance.now();
      buttons[1].click();
      await Promise.resolve();
      document.body.offsetHeight;
      times.push(performance.now() - began);
      await new Promise((done) => requestAnimationFrame(done));
    }
    return times.sort((a, b) => a - b)[20];
  });
  console.log(`usable after ${took.toFixed(0)} ms, a step takes ${step.toFixed(1)} ms`);
  // SFN_PAGE_SLOW=4 is for a machine that does other things, too, or a program that was not built for speed.
  const slow = Number(process.env.SFN_PAGE_SLOW ?? 1);
  assert.ok(took < 1000 * slow, `${took} ms`);
  assert.ok(step < 16 * slow, `${step} ms`);
  await page.context().close();
  await served.stop();
});

for (const theme of ['light', 'dark']) {
  for (const width of [1440, 390]) {
    test(`it looks as it did, and can be used without eyes or a mouse: ${theme}, ${width} px`, async () => {
      const folder = shop();
      saved(folder, 'order.asl.json', '-i', '@input.json', '--start', '2026-01-01T00:00:00Z');
      const served = await view(folder, 'run.jsonl');
      const page = await open(chrome, served.url, { theme, width, height: width === 390 ? 844 : 900 });
      await page.locator('.n.s-warn').waitFor();
      await page.locator('.n.sel').waitFor();
      await page.waitForTimeout(400);
      assert.deepEqual(await serious(page), []);
      const shot = await page.screenshot();
      await alike(shot, `run-${theme}-${width}.png`);
      assert.deepEqual(page.wrong, []);
      await page.context().close();
      await served.stop();
    });
  }
}

/** Whether a picture is the one that was kept, but for how fonts are drawn; `SFN_ACCEPT=1` keeps the new one. */
async function alike(shot, name) {
  const file = path.join(shots, name);
  if (process.env.SFN_ACCEPT || !fs.existsSync(file)) {
    fs.mkdirSync(shots, { recursive: true });
    fs.writeFileSync(file, shot);
    return;
  }
  const blank = await chrome.newPage();
  const differ = await blank.evaluate(async (pictures) => {
    const [a, b] = await Promise.all(pictures.map(async (base64) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
      const canvas = new OffscreenCanvas(image.width, image.height);
      const pen = canvas.getContext('2d');
      pen.drawImage(image, 0, 0);
      return pen.getImageData(0, 0, image.width, image.height);
    }));
    if (a.width !== b.width || a.height !== b.height) return 1;
    let count = 0;
    for (let at = 0; at < a.data.length; at += 4) {
      if ([0, 1, 2].some((part) => Math.abs(a.data[at + part] - b.data[at + part]) > 40)) count++;
    }
    return count / (a.data.length / 4);
  }, [shot.toString('base64'), fs.readFileSync(file).toString('base64')]);
  await blank.close();
  assert.ok(differ < 0.02, `${(differ * 100).toFixed(2)}% of ${name} differs: look at it, then SFN_ACCEPT=1`);
}
