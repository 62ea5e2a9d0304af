// What goes wrong with the storage. Orders come line by line as JSON on standard input; standard output tells `taken ID`
// once an order holds, and `fault ID` each time it acts. io.adxflow.emulator.faults.StorageFaults is the other side, and says
// what each kind means.
'use strict';

const http = require('http');

const rules = [];
const watches = [];
const held = new Set();
const sockets = new Set();
const seen = new Set();
let worthless = new Set();
let worthlessId;
let dead = false;

function order(line) {
  const what = JSON.parse(line);
  if (what.kind === 'CLEAR' || what.kind === 'CRASH') {
    rules.length = 0;
    watches.length = 0;
    worthless = new Set();
  }
  if (what.kind === 'CRASH') {
    dead = true;
    sockets.forEach((socket) => socket.destroy());
  } else if (what.kind === 'RELEASE' || what.kind === 'CLEAR') {
    held.forEach((go) => go());
    held.clear();
  } else if (what.kind === 'EXPIRE') {
    worthless = new Set(seen);
    worthlessId = what.id;
  } else {
    (what.kind === 'WATCH' ? watches : rules).push({ ...what, pattern: new RegExp(what.pattern) });
  }
  process.stdout.write(`taken ${what.id}\n`);
}

function act(id) {
  process.stdout.write(`fault ${id}\n`);
}

function refuse(req, res, status, code) {
  // A request that is answered before it was read breaks the connection.
  req.on('end', () => {
    res.statusCode = status;
    res.setHeader('x-ms-error-code', code);
    if (status === 503 || status === 429) {
      res.setHeader('Retry-After', '1');
    }
    const json = /json/.test(req.headers.accept || '');
    res.setHeader('Content-Type', json ? 'application/json' : 'application/xml');
    const text = 'A fault of the stand-in';
    res.end(
      req.method === 'HEAD'
        ? ''
        : json
          ? JSON.stringify({ 'odata.error': { code, message: { lang: 'en-us', value: text } } })
          : `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${text}</Message></Error>`,
    );
  });
  req.resume();
}

function loseAnswer(req, res, id) {
  res.write = () => true;
  res.end = () => {
    act(id);
    req.socket.destroy();
  };
}

function holdAnswer(res, id) {
  const parts = [];
  const { write, end } = res;
  res.write = (...part) => parts.push(part) > 0;
  res.end = (...last) => {
    held.add(() => {
      parts.forEach((part) => write.apply(res, part));
      end.apply(res, last);
    });
    act(id);
  };
}

/** True when the request goes no further. */
function intervene(req, res) {
  const signature = new URL(req.url, 'http://host').searchParams.get('sig');
  const writes = req.method === 'PUT' || req.method === 'POST' || req.method === 'HEAD';
  if (writes && worthless.has(signature)) {
    act(worthlessId);
    refuse(req, res, 403, 'AuthenticationFailed');
    return true;
  }
  if (writes && seen.size < 10000) {
    seen.add(signature);
  }
  const line = `${req.method} ${req.url}`;
  watches.filter((each) => each.pattern.test(line)).forEach((each) => act(each.id));
  const rule = rules.find((each) => each.times > 0 && each.pattern.test(line));
  if (!rule) {
    return false;
  }
  rule.times--;
  if (rule.kind === 'STATUS') {
    act(rule.id);
    refuse(req, res, rule.status, rule.status === 503 ? 'ServerBusy' : 'InternalError');
    return true;
  }
  if (rule.kind === 'HANG') {
    held.add(() => req.socket.destroy());
    act(rule.id);
    req.resume();
    return true;
  }
  if (rule.kind === 'LOST_ANSWER') {
    loseAnswer(req, res, rule.id);
  } else {
    holdAnswer(res, rule.id);
  }
  return false;
}

const emit = http.Server.prototype.emit;
http.Server.prototype.emit = function (event, first, second) {
  if (event === 'connection') {
    if (dead) {
      first.destroy();
      return true;
    }
    sockets.add(first);
    first.on('close', () => sockets.delete(first));
  } else if (event === 'request' && intervene(first, second)) {
    return true;
  }
  return emit.apply(this, arguments);
};

module.exports = order;
