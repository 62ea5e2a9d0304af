// Runs Azurite until standard input closes, so that it never outlives the process that started it, however that ended.
'use strict';

const order = require('./faults.js');

process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
process.stdin.on('close', () => {
  // Azurite saves its metadata on SIGTERM; should that take too long, a second look is not worth a hanging child.
  setTimeout(() => process.exit(1), 15000).unref();
  process.kill(process.pid, 'SIGTERM');
});
require('readline').createInterface({ input: process.stdin }).on('line', order);

require('azurite/dist/src/azurite.js');
