// Runs a server of Cosmos DB's data plane until standard input closes. Argument: a PKCS#12 file with key and certificate; its
// passphrase is in ADXFLOW_PASSPHRASE. Standard input takes faults line by line as JSON, each of which acts on writes of items, or with
// "reads": true on reads of them, when it has let "after" others pass:
//   {"kind": "THROTTLE", "times": n, "retryAfterMillis": m}   answered 429, not carried out
//   {"kind": "LOSE", "times": n}                              carried out, the connection broken without an answer
//   {"kind": "CUT", "times": n}                               not carried out, the connection broken without an answer
//   {"kind": "REFUSE", "status": s, "times": n}               answered with a status, not carried out
//   {"kind": "AWAY"}                                          all connections broken, and each new one, until CLEAR
//   {"kind": "CLEAR"}
// Standard output says `listening PORT`, `taken` after each line, and `fault KIND` each time one acts. The package's own certificate
// has expired, hence another; it knows no request units, hence the faults.
'use strict';

const fs = require('fs');
const { createHttpsServer } = require('@vercel/cosmosdb-server');

process.stdout.on('error', () => {});
process.stdin.on('close', () => process.exit(0));

const sockets = new Set();
let faults = [];
let away = false;

const server = createHttpsServer({
  cert: undefined,
  key: undefined,
  pfx: fs.readFileSync(process.argv[2]),
  passphrase: process.env.ADXFLOW_PASSPHRASE,
  minVersion: 'TLSv1.2',
  keepAlive: true,
});

function refuse(req, res, status, headers) {
  req.on('end', () => {
    Object.entries(headers).forEach(([name, value]) => res.setHeader(name, value));
    res.statusCode = status;
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ code: String(status), message: 'A fault of the test' }));
  });
  req.resume();
}

/** True when the request goes no further. */
function intervene(req, res) {
  const writes = req.method === 'POST' && /\/docs$/.test(req.url);
  const reads = req.method === 'GET' && /\/docs\//.test(req.url);
  if (!writes && !reads) {
    return false;
  }
  const fault = faults.find((each) => each.times > 0 && !!each.reads === reads);
  if (!fault) {
    return false;
  }
  if (fault.after > 0) {
    fault.after--;
    return false;
  }
  fault.times--;
  process.stdout.write(`fault ${fault.kind}\n`);
  if (fault.kind === 'THROTTLE') {
    refuse(req, res, 429, { 'x-ms-retry-after-ms': String(fault.retryAfterMillis), 'x-ms-substatus': '3200' });
    return true;
  }
  if (fault.kind === 'REFUSE') {
    refuse(req, res, fault.status, {});
    return true;
  }
  if (fault.kind === 'CUT') {
    req.socket.destroy();
    return true;
  }
  res.write = () => true;
  res.end = () => req.socket.destroy();
  return false;
}

/**
 * Two answers as Cosmos DB gives them: a point read of what is not there is an error of the package's own, and the account has a property
 * that newer SDKs cannot do without.
 */
function correct(req, res) {
  const end = res.end;
  res.end = function (text) {
    if (req.method === 'GET' && req.url === '/' && res.statusCode === 200) {
      return end.call(this, JSON.stringify({ enableNRegionSynchronousCommit: false, ...JSON.parse(text) }));
    }
    if (req.method === 'GET' && res.statusCode === 500 && /\/docs\//.test(req.url)) {
      res.statusCode = 404;
      return end.call(this, JSON.stringify({ code: 'NotFound', message: 'Resource Not Found' }));
    }
    return end.apply(this, arguments);
  };
}

const emit = server.emit;
server.emit = function (event, first, second) {
  if (event === 'connection') {
    if (away) {
      process.stdout.write('fault AWAY\n');
      first.destroy();
      return true;
    }
    sockets.add(first);
    first.on('close', () => sockets.delete(first));
  }
  if (event === 'request') {
    if (intervene(first, second)) {
      return true;
    }
    correct(first, second);
  }
  return emit.apply(this, arguments);
};

// The account's own address goes to clients, who find this certificate by the name.
const address = server.address.bind(server);
server.address = () => ({ ...address(), address: '::' });

require('readline')
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    const what = JSON.parse(line);
    if (what.kind === 'CLEAR') {
      faults = [];
      away = false;
    } else if (what.kind === 'AWAY') {
      away = true;
      sockets.forEach((socket) => socket.destroy());
    } else {
      faults.push(what);
    }
    process.stdout.write('taken\n');
  });

server.listen(Number(process.argv[3] || 0), '127.0.0.1', () => {
  process.stdout.write(`listening ${address().port}\n`);
});
