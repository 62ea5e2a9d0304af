// The page's tables and lists.

import { watch } from './tail.js';
import { ago, bytes, count, element, seconds, sparkline, STATES } from './text.js';

function cell(content, number) {
  return element('td', { class: number ? 'n' : null }, content);
}

function fill(id, rows, columns) {
  const body = document.querySelector('#' + id + ' tbody');
  body.replaceChildren(...(rows.length ? rows : [element('tr', {}, element('td', { colspan: columns, class: 'meta' }, 'None yet'))]));
}

function state(name) {
  return element('span', { class: 'badge ' + name }, STATES[name] || name);
}

export function troubles(status) {
  const all = status.troubles;
  document.getElementById('troubles').hidden = all.length === 0;
  document.getElementById('trouble-list').replaceChildren(...all.slice(0, 12).map((trouble) =>
    element('li', { class: trouble.severity },
      element('strong', {}, trouble.what), ' ',
      element('span', { class: 'meta' }, 'for ' + seconds(trouble.ageSeconds)),
      trouble.detail ? element('p', { class: 'detail' }, trouble.detail) : '',
      element('p', {}, element('span', { class: 'todo' }, 'What to do: '), trouble.todo))));
}

export function figures(status) {
  const t = status.totals;
  const all = [
    ['Rows taken', count(t.rowsPerSecond) + '/s'],
    ['Received', bytes(t.bytesPerSecond) + '/s'],
    ['Rows delivered', count(t.deliveredRowsPerSecond) + '/s'],
    ['Answered within (p99)', t.acknowledgeMillisP99 ? count(t.acknowledgeMillisP99) + ' ms' : '–'],
    ['Oldest row waiting', seconds(t.oldestSeconds)],
    ['Waiting', count(t.backlogRows) + ' rows, ' + bytes(t.backlogBytes)],
    ['Refused', count(t.refusalsPerSecond) + '/s'],
    ['Tables', count(status.tableCount)],
    ['Last checkpoint', status.checkpoints.lastSeconds < 0 ? '–' : seconds(status.checkpoints.lastSeconds) + ' ago'],
  ];
  if (status.agents.known) all.push(['Agents', count(status.agents.connected) + ' of ' + count(status.agents.known) + ' connected']);
  document.getElementById('figures').replaceChildren(...all.map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, value))));
}

export function monikers(status) {
  fill('monikers', status.monikers.map((one) => element('tr', {},
    element('th', { scope: 'row', title: one.place }, one.name + ' ', element('span', { class: 'meta' }, one.kind)),
    cell(state(one.state)),
    cell(count(one.rowsPerSecond), true), cell(bytes(one.bytesPerSecond), true),
    cell(count(one.backlogRows), true), cell(bytes(one.backlogBytes), true),
    cell(one.backlogRows ? seconds(one.oldestSeconds) : '–', true),
    cell(ago(one.lastSuccess, status.at)),
    cell(sparkline(one.history, one.name)))), 9);
}

export function namespaces(status) {
  document.getElementById('namespaces-count').textContent = status.namespaceCount > status.namespaces.length ? 'the busiest ' + status.namespaces.length + ' of ' + count(status.namespaceCount) : '';
  fill('namespaces', status.namespaces.map((one) => element('tr', {},
    element('th', { scope: 'row' }, one.name),
    cell(count(one.rowsPerSecond), true), cell(bytes(one.bytesPerSecond), true), cell(count(one.rows), true), cell(count(one.tables), true),
    cell(count(one.droppedByRules), true), cell(count(one.refused), true),
    cell(one.monikers.join(', ') || '–'), cell(sparkline(one.history, one.name)))), 9);
}

export function senders(status) {
  document.getElementById('senders-count').textContent = status.senderCount > status.senders.length ? 'the busiest ' + status.senders.length + ' of ' + count(status.senderCount) : '';
  fill('senders', status.senders.map((one) => element('tr', {},
    element('th', { scope: 'row' }, one.host + ' ', element('span', { class: 'meta' }, one.who ? one.agent + ' (' + one.who + ')' : one.agent)),
    cell(one.listener.replace('_', ' ')), cell(one.namespace),
    cell(count(one.recordsPerSecond), true), cell(count(one.requestsPerSecond), true), cell(bytes(one.bytesPerSecond), true),
    cell(ago(one.last, status.at)))), 7);
}

export function refusals(status) {
  const lines = status.refusals.map((one) => element('li', {},
    element('strong', {}, one.host), ' ', element('span', { class: 'meta' }, one.agent), ' ',
    element('span', { class: 'badge parked' }, one.reason.replaceAll('_', ' ')), ' ',
    count(one.count) + (one.count === 1 ? ' time, ' : ' times, ') + ago(one.last, status.at),
    element('p', { class: 'detail' }, one.message)));
  document.getElementById('refusals').replaceChildren(...(lines.length ? lines : [element('li', { class: 'meta' }, 'Nobody')]));
}

export function versions(status) {
  const lines = status.control.versions.slice(0, 8).map((one) => element('li', {},
    element('strong', {}, 'Version ' + one.number), ' ' + ago(one.at, status.at) + ', by ' + one.who + ': ' + one.what + ' ',
    element('code', {}, one.hash.slice(0, 10))));
  document.getElementById('versions').replaceChildren(...(lines.length ? lines : [element('li', { class: 'meta' }, 'Known to the process with the coordinator')]));
}

// Tables are paged by the server, since there may be thousands.
const PAGE = 25;
const shown = { search: '', sort: 'rate', order: 'desc', offset: 0, matching: 0 };
let asking = false;

/** A table's name, by which its rows are watched. */
function watching(table) {
  const made = element('button', { type: 'button', title: 'Watch the rows of ' + table }, table);
  made.addEventListener('click', () => watch(table));
  return made;
}

export async function tables() {
  if (asking) return;
  asking = true;
  try {
    const query = new URLSearchParams({ search: shown.search, sort: shown.sort, order: shown.order, offset: shown.offset, limit: PAGE });
    const answer = await fetch('/api/v1/status/tables?' + query);
    if (!answer.ok) return;
    const found = await answer.json();
    shown.matching = found.matching;
    document.getElementById('tables-count').textContent = found.total ? count(found.total) : '';
    document.getElementById('tables-range').textContent = found.matching
      ? (found.offset + 1) + '–' + (found.offset + found.tables.length) + ' of ' + count(found.matching) : '';
    document.getElementById('tables-previous').disabled = found.offset === 0;
    document.getElementById('tables-next').disabled = found.offset + found.tables.length >= found.matching;
    const focused = document.activeElement?.closest('#tables tbody') ? document.activeElement.textContent : null;
    fill('tables', found.tables.map((one) => element('tr', {},
      element('th', { scope: 'row' }, watching(one.table)), cell(one.database), cell(one.moniker),
      cell(count(one.rowsPerSecond), true), cell(count(one.rows), true),
      cell(one.openRows ? count(one.openRows) + ' rows, ' + bytes(one.openBytes) : '–', true),
      cell(one.openRows ? seconds(one.openSeconds) : '–', true),
      cell(element('span', { title: one.columns + ' columns' }, one.schemaVersion)), cell(sparkline(one.history, one.table)))), 9);
    // The rows are others now; who stood on a name stands on it again.
    if (focused) [...document.querySelectorAll('#tables tbody button')].find((button) => button.textContent === focused)?.focus();
  } finally {
    asking = false;
  }
}

function sortBy(name) {
  shown.order = shown.sort === name && shown.order === 'desc' ? 'asc' : ['table', 'database', 'moniker'].includes(name) && shown.sort !== name ? 'asc' : 'desc';
  shown.sort = name;
  shown.offset = 0;
  for (const button of document.querySelectorAll('#tables [data-sort]')) {
    button.closest('th').setAttribute('aria-sort', button.dataset.sort === name ? (shown.order === 'asc' ? 'ascending' : 'descending') : 'none');
  }
  tables();
}

export function listen() {
  for (const button of document.querySelectorAll('#tables [data-sort]')) button.addEventListener('click', () => sortBy(button.dataset.sort));
  document.querySelector('#tables [data-sort=rate]').closest('th').setAttribute('aria-sort', 'descending');
  let typed;
  document.getElementById('tables-search').addEventListener('input', (event) => {
    clearTimeout(typed);
    typed = setTimeout(() => {
      shown.search = event.target.value;
      shown.offset = 0;
      tables();
    }, 200);
  });
  document.getElementById('tables-previous').addEventListener('click', () => {
    shown.offset = Math.max(0, shown.offset - PAGE);
    tables();
  });
  document.getElementById('tables-next').addEventListener('click', () => {
    if (shown.offset + PAGE < shown.matching) shown.offset += PAGE;
    tables();
  });
}
