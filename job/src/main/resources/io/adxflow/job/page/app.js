// Shows what the server sends once a second.

import { control, listenToControl } from './control.js';
import { draw } from './graph.js';
import { figures, listen, monikers, namespaces, refusals, senders, tables, troubles, versions } from './lists.js';
import { listenToTail } from './tail.js';
import { seconds } from './text.js';

const TABLES_EVERY = 3;
let events = 0;

function say(state, text) {
  document.getElementById('state').className = 'state ' + state;
  const summary = document.getElementById('summary');
  if (summary.textContent !== text) summary.textContent = text;
}

function next(status) {
  const waiting = status.state === 'waiting';
  document.getElementById('next').hidden = !waiting;
  if (!waiting) return;
  const http = status.listeners.find((listener) => listener.name === 'http');
  const place = location.hostname + ':' + (http ? http.port : 9201);
  document.getElementById('next-prometheus').textContent = 'remote_write:\n  - url: http://' + place + '/api/v1/write';
  document.getElementById('next-curl').textContent = "curl -H 'Content-Type: application/json' http://" + place + '/v1/logs -d \'{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"hello"},"attributes":[{"key":"kusto.table","value":{"stringValue":"Hello"}}]}]}]}]}\'';
}

function show({ status, graph }) {
  say(status.state, status.summary);
  document.getElementById('meta').textContent = 'version ' + status.version + (status.control.version ? ' · control document ' + status.control.version : '') + (status.processes.length > 1 ? ' · ' + status.processes.length + ' processes' : '')
    + (status.processes.some((process) => process.coordinator) ? '' : ' · this process alone; the JobManager\'s ops endpoint shows the whole job');
  document.title = (status.ok ? '' : '(' + status.troubles.length + ') ') + 'adxflow';
  troubles(status);
  next(status);
  figures(status);
  draw(graph);
  monikers(status);
  namespaces(status);
  senders(status);
  refusals(status);
  versions(status);
  control(status);
  if (events++ % TABLES_EVERY === 0) tables();
}

listen();
listenToTail();
listenToControl();
let last = 0;
const stream = new EventSource('/api/v1/status/events');
stream.addEventListener('message', (event) => {
  last = Date.now();
  if (!document.hidden) show(JSON.parse(event.data));
});
setInterval(() => {
  if (last && Date.now() - last > 5000) say('attention', 'No news from the process for ' + seconds((Date.now() - last) / 1000) + '; what is shown is old.');
}, 1000);
