// Runs a Node handler against Lambda's Runtime API: by AWS's own client where it is installed, else as it would.
'use strict';
const fs = require('fs'), http = require('http'), path = require('path');
const { pathToFileURL } = require('url'), { createRequire } = require('module');

const HANDLER = process.argv[1];
const ROOT = process.cwd();
const INLINE = process.env.SFN_INLINE_CODE;
delete process.env.SFN_INLINE_CODE;
const here = createRequire(path.join(ROOT, 'index.js'));

function officialClient() {
  try {
    let folder = path.dirname(here.resolve('aws-lambda-ric'));
    while (!fs.existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
    const program = path.join(folder, 'bin', 'index.mjs');
    return fs.existsSync(program) ? program : null;
  } catch { return null; }
}

const official = INLINE === undefined ? officialClient() : null;
if (official) {
  process.argv = [process.argv[0], official, HANDLER];
  import(pathToFileURL(official).href);
} else {
  start();
}

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function send(method, place, body, headers) {
  return new Promise((done, failed) => {
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const options = { host, port, agent, method, path: '/2018-06-01/runtime/' + place, headers: { ...headers, ...length } };
    const request = http.request(options, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts).toString() }));
    });
    request.on('error', failed);
    request.end(body);
  });
}

function described(error) {
  if (error instanceof Error || Object.prototype.toString.call(error) === '[object Error]') {
    return { errorType: error.name, errorMessage: error.message, trace: String(error.stack || '').split('\n') };
  }
  if (error === null || error === undefined) return { errorType: 'string', errorMessage: 'handled', trace: [] };
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

class RuntimeError extends Error {
  constructor(name, message) { super(message); this.name = name; }
}

function usesImport(file) {
  if (!file.endsWith('.js')) return file.endsWith('.mjs');
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const own = path.join(folder, 'package.json');
    if (fs.existsSync(own)) {
      try { return JSON.parse(fs.readFileSync(own, 'utf8')).type === 'module'; } catch { return false; }
    }
    if (path.dirname(folder) === folder) return false;
  }
}

// The code is in no file: it is the module `index`.
function inline() {
  const Module = require('module');
  const made = new Module(path.join(ROOT, 'index.js'));
  made.paths = Module._nodeModulePaths(ROOT);
  made._compile(INLINE, path.join(ROOT, 'index.js'));
  return made.exports;
}

async function load() {
  if (HANDLER.includes('..')) {
    throw new RuntimeError('Runtime.MalformedHandlerName', `'${HANDLER}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`);
  }
  const below = HANDLER.slice(0, HANDLER.lastIndexOf('/') + 1);
  const parts = HANDLER.slice(below.length).match(/^([^.]*)\.(.*)$/);
  if (!parts) throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const [, module, names] = parts;
  const base = path.join(ROOT, below, module);
  const is = (file) => fs.existsSync(file) && fs.statSync(file).isFile();
  const file = [base, base + '.js', base + '.mjs', base + '.cjs'].find(is);
  let app;
  try {
    if (INLINE !== undefined && module === 'index') app = inline();
    else if (file === undefined) app = here(here.resolve('./' + path.join(below, module), { paths: [ROOT] }));
    else app = usesImport(file) ? await import(pathToFileURL(file).href) : here(file);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('Runtime.UserCodeSyntaxError', String(error));
    if (error && (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND')) {
      const text = file === undefined ? `Error: Cannot find module '${module}'` : String(error);
      throw new RuntimeError('Runtime.ImportModuleError', text);
    }
    throw error;
  }
  const handler = names.split('.').reduce((part, name) => part && part[name], app);
  if (handler === undefined) throw new RuntimeError('Runtime.HandlerNotFound', `${HANDLER} is undefined or not exported`);
  if (typeof handler !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${HANDLER} is not a function`);
  return handler;
}

// The call under way: how it ends, and its end once the event loop is empty.
let current = null;
let isStarting = true;

function context(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const made = {
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  return made;
}

const STREAMED = Symbol('streamed');
globalThis.awslambda = {
  streamifyResponse(handler) { handler[STREAMED] = true; return handler; },
  HttpResponseStream: { from: (stream) => stream },
};

function stream(end) {
  const { PassThrough } = require('stream');
  const out = new PassThrough(), parts = [];
  out.setContentType = () => {};
  out.on('data', (part) => parts.push(part));
  out.on('end', () => end(null, Buffer.concat(parts)));
  out.on('error', (error) => end(error));
  return out;
}

function call(handler, event, made) {
  return new Promise((done) => {
    const end = (error, result) => {
      if (current !== own) return;
      current = null;
      done(error === null ? { result } : { error });
    };
    const own = { atLast: () => end(null, null), end };
    current = own;
    const callback = (error, result) => {
      const last = () => (error === undefined || error === null ? end(null, result) : end(error));
      if (made.callbackWaitsForEmptyEventLoop === false) last(); else own.atLast = last;
    };
    made.done = callback;
    made.succeed = (result) => callback(null, result);
    made.fail = (error) => callback(error === undefined || error === null ? 'handled' : error);
    try {
      const isStreamed = handler[STREAMED] === true;
      const out = isStreamed ? stream(end) : null;
      const returned = isStreamed ? handler(event, out, made) : handler(event, made, callback);
      if (returned && typeof returned.then === 'function') {
        returned.then((result) => { if (!isStreamed) end(null, result); }, (error) => end(error === undefined || error === null ? 'handled' : error));
      }
    } catch (error) { end(error === null || error === undefined ? 'handled' : error); }
  });
}

function text(result) {
  if (Buffer.isBuffer(result)) return result;
  try { return JSON.stringify(result === undefined ? null : result); } catch { throw new Error('Unable to stringify response body'); }
}

async function fatal(error, exit) {
  const body = JSON.stringify(described(error));
  console.error(error);
  const id = current && current.id;
  const place = isStarting ? 'init/error' : `invocation/${id}/error`;
  const headers = { 'Content-Type': 'application/json', 'Lambda-Runtime-Function-Error-Type': String(error && error.name) };
  // The connection of the loop may wait for its answer: this one is new.
  agent.maxSockets = 2;
  try { if (isStarting || id) await send('POST', place, body, headers); } finally { process.exit(exit); }
}

async function start() {
  await null;
  process.on('unhandledRejection', (reason) => {
    const error = new RuntimeError('Runtime.UnhandledPromiseRejection', String(reason));
    if (reason && reason.stack) error.stack = reason.stack;
    fatal(error, 128);
  });
  process.on('uncaughtException', (error) => fatal(error, 129));
  process.on('beforeExit', () => { if (current) current.atLast(); });
  let handler;
  try { handler = await load(); } catch (error) { return fatal(error, 129); }
  isStarting = false;
  for (;;) {
    const next = await send('GET', 'invocation/next');
    const made = context(next.headers);
    process.env._X_AMZN_TRACE_ID = next.headers['lambda-runtime-trace-id'] || '';
    let ended;
    try {
      const under = call(handler, JSON.parse(next.body), made);
      if (current) current.id = made.awsRequestId;
      ended = await under;
    } catch (error) { ended = { error }; }
    let good = !('error' in ended), body;
    try { if (good) body = text(ended.result); } catch (error) { good = false; ended = { error }; }
    if (!good) {
      body = JSON.stringify(described(ended.error));
      console.error('Invoke Error', ended.error);
    }
    await send('POST', `invocation/${made.awsRequestId}/${good ? 'response' : 'error'}`, body, { 'Content-Type': 'application/json' });
  }
}
