// Changes, by the control API's own calls: nothing here can do what a program with the same credential could not.

import { bytes, count, element } from './text.js';

const API = '/api/v1/';
const ATTEMPTS = 5;
let token = '';
const PARKED_EVERY = 5;
const ORDER_LOOKS = 120;
let known = { subscriptions: [] };
let shown = '';
let signedIn = false;
let hasParked = false;
let events = 0;
let parkedShown = '';
const parkedCounts = new Map();

function tell(text) {
  document.getElementById('control-state').textContent = text;
}

function id() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function call(method, path, headers, body) {
  const all = { Accept: 'application/json', ...headers };
  if (token) all.Authorization = 'Bearer ' + token;
  if (body !== undefined) all['Content-Type'] = 'application/json';
  return fetch(API + path, { method, headers: all, body: body === undefined ? undefined : JSON.stringify(body) });
}

/** What an answer says, in words. */
async function words(answer) {
  const text = (await answer.text()).trim();
  try {
    const problem = JSON.parse(text);
    const more = (problem.problems || []).map((one) => (one.path || one.key ? (one.path || one.key) + ': ' : '') + (one.message || one.problem || '')).filter(Boolean);
    return [problem.title, problem.detail, ...more].filter(Boolean).join(': ') || text;
  } catch {
    return text || answer.statusText;
  }
}

async function refused(answer) {
  if (answer.status === 401) return 'The control API asks who you are: give a token that may change the pipeline (control.authentication).';
  if (answer.status === 403) return 'You may not: ' + await words(answer);
  if (answer.status === 404 && answer.headers.get('Content-Type')?.startsWith('text/plain')) {
    return 'The control API is not served at this address. It is where control.http says; with control.authentication: require it may be here.';
  }
  return answer.status + ': ' + await words(answer);
}

async function signIn() {
  token = document.getElementById('control-token').value.trim();
  document.getElementById('control-token').value = '';
  tell('Asking …');
  try {
    const answer = await call('GET', 'pipeline', {});
    set(answer.ok);
    if (!answer.ok) token = '';
    tell(answer.ok ? 'Signed in. What is changed is in force when the next checkpoint is complete.' : await refused(answer));
    shown = '';
    draw();
    if (answer.ok) {
      await lookForParked();
      await drawParked();
    }
  } catch (failure) {
    token = '';
    tell('The process does not answer: ' + failure.message);
  }
}

function set(on) {
  signedIn = on;
  document.getElementById('control-actions').hidden = !on;
  document.getElementById('control-out').hidden = !on;
}

function signOut() {
  token = '';
  set(false);
  tell('Signed out.');
}

/** Repeats a change whose fate nobody knows, under the same name, so that it is made once. */
async function change(method, path, tag, body) {
  const headers = { 'If-Match': tag, 'Idempotency-Key': id() };
  let answer = await call(method, path, headers, body);
  for (let attempt = 1; answer.status === 503 && attempt < ATTEMPTS; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    answer = await call(method, path, headers, body);
  }
  return answer;
}

async function doing(what, work) {
  tell(what + ' …');
  try {
    const answer = await work();
    tell(answer.ok ? what + ': done.' : what + ': refused. ' + await refused(answer));
  } catch (failure) {
    tell(what + ': the process does not answer: ' + failure.message);
  }
}

function setPaused(name, paused) {
  return doing((paused ? 'Pause ' : 'Resume ') + name, async () => {
    const path = 'subscriptions/' + encodeURIComponent(name);
    const read = await call('GET', path, {});
    if (!read.ok) return read;
    const entry = await read.json();
    return change('PUT', path, read.headers.get('ETag') || '', { ...entry, paused });
  });
}

function button(text, label, action, look) {
  const made = element('button', { type: 'button', 'aria-label': label, class: look }, text);
  made.addEventListener('click', action);
  return made;
}

function draw() {
  // Drawn anew when it says something else only, so that the focus stays where it is.
  const text = JSON.stringify(known);
  if (text === shown || !signedIn) return;
  shown = text;
  const subscriptions = known.subscriptions.map((one) => element('li', {},
    element('strong', {}, one.name), ' ', element('span', { class: 'meta' }, 'to ' + one.to + (one.paused ? ', paused ' : ' ')),
    one.paused ? button('Resume', 'Resume ' + one.name, () => setPaused(one.name, false))
      : button('Pause', 'Pause ' + one.name, () => setPaused(one.name, true))));
  document.getElementById('control-subscriptions').replaceChildren(...(subscriptions.length ? subscriptions
    : [element('li', { class: 'meta' }, 'None: what a namespace sends to its own monikers cannot be paused')]));
}

/** Orders about parked batches are taken up by the job within seconds; the order is asked for until it is answered. */
function order(what, body) {
  return doing(what, async () => {
    const path = 'parked/orders/' + id();
    const given = await call('PUT', path, {}, body);
    if (!given.ok) return given;
    for (let look = 0; look < ORDER_LOOKS; look++) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const answer = await call('GET', path, {});
      if (!answer.ok) return answer;
      const known = await answer.json();
      if (known.stage === 'answered') {
        await drawParked();
        return known.answer.startsWith('done') ? answer : new Response(known.answer, { status: 409 });
      }
    }
    return new Response('the job has not carried it out yet; it will when it takes it up', { status: 503 });
  });
}

/** Asks for the name to be typed, since rows are lost. */
function confirmDrop(entry) {
  const name = entry.moniker + '/' + entry.database;
  const dialog = document.getElementById('control-confirm');
  const typed = document.getElementById('control-typed');
  const go = document.getElementById('control-drop');
  document.getElementById('control-warning').textContent = 'This forgets ' + count(entry.batches) + ' batches with about '
    + count(entry.rows) + ' rows that senders were told are safe. Type ' + name + ' to do it.';
  typed.value = '';
  go.disabled = true;
  typed.oninput = () => { go.disabled = typed.value !== name; };
  go.onclick = () => {
    if (typed.value !== name) return;
    dialog.close();
    order('Drop ' + name, { action: 'drop', moniker: entry.moniker, database: entry.database, yes: true });
  };
  dialog.showModal();
}

function sums(answer) {
  const byName = new Map();
  for (const one of answer.parked || []) {
    const name = one.moniker + '/' + one.database;
    const sum = byName.get(name) || { moniker: one.moniker, database: one.database, batches: 0, rows: 0, bytes: 0, reason: '' };
    sum.batches += one.batches || 0;
    sum.rows += one.rows || 0;
    sum.bytes += one.bytes || 0;
    sum.reason ||= one.reason || '';
    byName.set(name, sum);
  }
  return byName;
}

function says(entry) {
  return count(entry.batches) + ' batches, ' + count(entry.rows) + ' rows, ' + bytes(entry.bytes) + (entry.reason ? ': ' + entry.reason : '') + ' ';
}

/** Whether the API has calls about parked batches, by what it says of itself. */
async function lookForParked() {
  const answer = await call('GET', 'openapi.json', {});
  hasParked = answer.ok && API + 'parked' in ((await answer.json()).paths || {});
  document.getElementById('control-parked-part').hidden = !hasParked;
}

async function drawParked() {
  if (!hasParked) return;
  const answer = await call('GET', 'parked', {});
  if (!answer.ok) return;
  const entries = sums(await answer.json());
  const names = [...entries.keys()].sort().join('\n');
  if (names !== parkedShown || parkedCounts.size !== entries.size) {
    // Drawn anew when there are others only; figures change where they stand.
    parkedShown = names;
    parkedCounts.clear();
    const lines = [...entries.keys()].sort().map((name) => {
      const figures = element('span', { class: 'meta' });
      parkedCounts.set(name, { figures, entry: entries.get(name) });
      const { moniker, database } = entries.get(name);
      return element('li', {}, element('strong', {}, name), ' ', figures,
        button('Retry', 'Retry ' + name, () => order('Retry ' + name, { action: 'retry', moniker, database })),
        button('Drop …', 'Drop ' + name, () => confirmDrop(parkedCounts.get(name).entry), 'danger'));
    });
    document.getElementById('control-parked').replaceChildren(...(lines.length ? lines : [element('li', { class: 'meta' }, 'Nothing is parked')]));
  }
  for (const [name, entry] of entries) {
    const line = parkedCounts.get(name);
    line.entry = entry;
    line.figures.textContent = says(entry);
  }
}

export function control(status) {
  if (signedIn && events++ % PARKED_EVERY === 0) drawParked().catch(() => { /* The next event tries again. */ });
  known = { subscriptions: status.subscriptions.map(({ name, to, paused }) => ({ name, to, paused })) };
  draw();
}

export function listenToControl() {
  document.getElementById('control-in').addEventListener('click', signIn);
  document.getElementById('control-out').addEventListener('click', signOut);
  document.getElementById('control-cancel').addEventListener('click', () => document.getElementById('control-confirm').close());
  document.getElementById('control-token').addEventListener('keydown', (event) => {
    if (event.key === 'Enter') signIn();
  });
}
