// Runs Azurite until standard input closes, so that it never outlives the process that started it, however that ended.
'use strict';

process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
process.stdin.on('close', () => {
  // Azurite saves its metadata on SIGTERM; should that take too long, a second look is not worth a hanging child.
  setTimeout(() => process.exit(1), 15000).unref();
  process.kill(process.pid, 'SIGTERM');
});
process.stdin.resume();

require('azurite/dist/src/azurite.js');
