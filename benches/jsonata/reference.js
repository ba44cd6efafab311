// Times the cases with jsonata-js. Standard input: {"input": ..., "cases": [[name, expression], ...]};
// standard output: [{"micros": ..., "result": ...}, ...], one a case.
const jsonata = require("jsonata");
const { readFileSync } = require("fs");

// A case is tried for about so long after it has warmed up.
const MILLIS = 600;

async function time(text, bindings) {
  const expression = jsonata(text);
  const result = await expression.evaluate(undefined, bindings);
  for (const end = performance.now() + MILLIS / 2; performance.now() < end; ) {
    await expression.evaluate(undefined, bindings);
  }
  let best = Infinity;
  for (const end = performance.now() + MILLIS; performance.now() < end; ) {
    const start = performance.now();
    await expression.evaluate(undefined, bindings);
    best = Math.min(best, performance.now() - start);
  }
  return { micros: best * 1000, result };
}

async function main() {
  const { input, cases } = JSON.parse(readFileSync(0, "utf8"));
  const bindings = { states: { input } };
  const rows = [];
  for (const [, text] of cases) {
    rows.push(await time(text, bindings));
  }
  process.stdout.write(JSON.stringify(rows));
}

main();
