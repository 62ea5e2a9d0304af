// Changes, by the control API's own calls: nothing here can do what a program with the same credential could not.

import { element } from './text.js';

const API = '/api/v1/';
const ATTEMPTS = 5;
let token = '';
let known = { subscriptions: [], monikers: [] };
let shown = '';

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
    document.getElementById('control-actions').hidden = !answer.ok;
    document.getElementById('control-out').hidden = !answer.ok;
    if (!answer.ok) token = '';
    tell(answer.ok ? 'Signed in. What is changed is in force when the next checkpoint is complete.' : await refused(answer));
    shown = '';
    draw();
  } catch (failure) {
    token = '';
    tell('The process does not answer: ' + failure.message);
  }
}

function signOut() {
  token = '';
  document.getElementById('control-actions').hidden = true;
  document.getElementById('control-out').hidden = true;
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

function button(text, label, action) {
  const made = element('button', { type: 'button', 'aria-label': label }, text);
  made.addEventListener('click', action);
  return made;
}

function draw() {
  // Drawn anew when it says something else only, so that the focus stays where it is.
  const text = JSON.stringify(known);
  if (text === shown || document.getElementById('control-actions').hidden) return;
  shown = text;
  const subscriptions = known.subscriptions.map((one) => element('li', {},
    element('strong', {}, one.name), ' ', element('span', { class: 'meta' }, 'to ' + one.to + (one.paused ? ', paused ' : ' ')),
    one.paused ? button('Resume', 'Resume ' + one.name, () => setPaused(one.name, false))
      : button('Pause', 'Pause ' + one.name, () => setPaused(one.name, true))));
  document.getElementById('control-subscriptions').replaceChildren(...(subscriptions.length ? subscriptions
    : [element('li', { class: 'meta' }, 'None: what a namespace sends to its own monikers cannot be paused')]));
}

export function control(status) {
  known = { subscriptions: status.subscriptions.map(({ name, to, paused }) => ({ name, to, paused })) };
  draw();
}

export function listenToControl() {
  document.getElementById('control-in').addEventListener('click', signIn);
  document.getElementById('control-out').addEventListener('click', signOut);
  document.getElementById('control-token').addEventListener('keydown', (event) => {
    if (event.key === 'Enter') signIn();
  });
}
