// A table's rows as they arrive.

import { count, element } from './text.js';

const MOST = 100;
let stream = null;

function field(id) {
  return document.getElementById('tail-' + id);
}

function tell(text) {
  field('state').textContent = text;
}

function stop(text) {
  if (stream) stream.close();
  stream = null;
  field('start').textContent = 'Watch';
  tell(text);
}

function line(row) {
  const values = Object.entries(row.row).map(([name, value]) =>
    element('span', {}, element('span', { class: 'meta' }, name + ' '), typeof value === 'string' ? value : JSON.stringify(value), ' '));
  return element('li', {}, element('span', { class: 'meta' }, row.at.slice(11, 23) + ' ' + row.database + ' '), ...values);
}

function show(view) {
  const list = field('rows');
  list.prepend(...view.rows.map(line).reverse());
  while (list.children.length > MOST) list.lastElementChild.remove();
  const part = view.rows.length === view.arrived ? '' : ', ' + count(view.rows.length) + ' of them shown'
    + (view.matching < view.examined ? ' (' + count(view.matching) + ' of ' + count(view.examined) + ' fit)' : '');
  tell(count(view.arrived) + (view.arrived === 1 ? ' row' : ' rows') + ' within the last half second' + part);
}

async function refusal(query) {
  const gone = new AbortController();
  try {
    const answer = await fetch('/api/v1/tail?' + query, { signal: gone.signal });
    return answer.ok ? '' : (await answer.text()).trim();
  } catch (failure) {
    return 'The process does not answer: ' + failure.message;
  } finally {
    gone.abort();
  }
}

function start() {
  const table = field('table').value.trim();
  if (!table) {
    tell('Name a table first.');
    return;
  }
  stop('Waiting for rows of ' + table + ' …');
  field('rows').replaceChildren();
  field('start').textContent = 'Stop';
  const query = new URLSearchParams({ table, where: field('where').value.trim() });
  const opened = new EventSource('/api/v1/tail?' + query);
  stream = opened;
  opened.addEventListener('rows', (event) => show(JSON.parse(event.data)));
  opened.addEventListener('problem', (event) => stop(JSON.parse(event.data)));
  opened.addEventListener('error', async () => {
    // A browser says of a stream that was refused only that it was.
    if (stream !== opened || opened.readyState !== EventSource.CLOSED) return;
    const why = await refusal(query);
    if (stream === opened) stop(why || 'The stream has ended.');
  });
}

export function watch(table) {
  field('table').value = table;
  start();
  document.getElementById('tail').scrollIntoView();
}

export function listenToTail() {
  field('start').addEventListener('click', () => (stream ? stop('Stopped.') : start()));
  for (const id of ['table', 'where']) {
    field(id).addEventListener('keydown', (event) => {
      if (event.key === 'Enter') start();
    });
  }
}
