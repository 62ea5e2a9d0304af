// Draws the pipeline's graph: laid out by dagre when its nodes or edges change, and else only relabelled.

import { bytes, count, element, seconds, STATES, svg } from './text.js';

const KINDS = ['agent', 'sender', 'listener', 'namespace', 'rules', 'subscription', 'moniker', 'destination', 'standby'];
const WIDTH = 176;
const HEIGHT = 58;
const LABEL = 104;
let drawn = '';
let parts = new Map();

function shortened(text, length) {
  return text.length <= length ? text : text.slice(0, length - 1) + '…';
}

function rate(edge) {
  return count(edge.rowsPerSecond) + '/s · ' + bytes(edge.bytesPerSecond) + '/s';
}

function small(node) {
  if (node.state === 'cut_off' && node.kind === 'destination') return 'cut off';
  if (node.kind === 'destination') return node.detail.replace(/^https?:\/\//, '');
  if (node.kind === 'moniker' || node.kind === 'standby') {
    const state = STATES[node.state] || node.state;
    return node.backlogRows > 0 ? state + ' · ' + count(node.backlogRows) + ', ' + seconds(node.oldestSeconds) : state;
  }
  return node.detail;
}

function path(points) {
  const [first, ...rest] = points;
  let d = 'M' + first.x.toFixed(1) + ' ' + first.y.toFixed(1);
  for (let i = 0; i < rest.length; i++) {
    const from = i === 0 ? first : rest[i - 1];
    const to = rest[i];
    const middle = (from.x + to.x) / 2;
    d += ' C' + middle.toFixed(1) + ' ' + from.y.toFixed(1) + ' ' + middle.toFixed(1) + ' ' + to.y.toFixed(1) + ' ' + to.x.toFixed(1) + ' ' + to.y.toFixed(1);
  }
  return d;
}

function layOut(graph) {
  const laid = new window.dagre.graphlib.Graph();
  laid.setGraph({ rankdir: 'LR', nodesep: 16, ranksep: 34, edgesep: 14, marginx: 10, marginy: 10 });
  laid.setDefaultEdgeLabel(() => ({}));
  for (const node of graph.nodes) laid.setNode(node.id, { width: WIDTH, height: HEIGHT });
  for (const edge of graph.edges) laid.setEdge(edge.from, edge.to, { width: LABEL, height: 16, labelpos: 'c' });
  window.dagre.layout(laid);
  return laid;
}

function build(graph, root) {
  const laid = layOut(graph);
  const size = laid.graph();
  parts = new Map();
  const edges = svg('g', {});
  const nodes = svg('g', {});
  for (const edge of graph.edges) {
    const at = laid.edge(edge.from, edge.to);
    const line = svg('path', { class: 'edge', d: path(at.points) });
    const label = svg('text', { class: 'rate', x: at.x, y: at.y - 5 });
    edges.append(line, label);
    parts.set(edge.from + ' ' + edge.to, { line, label });
  }
  for (const node of graph.nodes) {
    const at = laid.node(node.id);
    const box = svg('g', { class: 'node', transform: 'translate(' + (at.x - WIDTH / 2) + ' ' + (at.y - HEIGHT / 2) + ')' });
    const title = svg('title', {});
    const below = svg('text', { class: 'small', x: 12, y: 48 });
    box.append(title, svg('rect', { width: WIDTH, height: HEIGHT, rx: 8 }), svg('rect', { class: 'bar', width: 5, height: HEIGHT, rx: 2.5 }),
      svg('text', { class: 'kind', x: 12, y: 15 }, node.kind),
      svg('text', { class: 'name', x: 12, y: 32 }, shortened(node.label, 20)), below);
    nodes.append(box);
    parts.set(node.id, { box, title, below });
  }
  const width = Math.ceil(size.width);
  const height = Math.ceil(size.height);
  root.replaceChildren(svg('svg', { viewBox: '0 0 ' + width + ' ' + height, width, height, role: 'img', 'aria-labelledby': 'graph-title' }, edges, nodes));
}

function relabel(graph) {
  for (const node of graph.nodes) {
    const part = parts.get(node.id);
    part.box.setAttribute('class', 'node ' + node.state + ' ' + node.kind);
    part.title.textContent = node.kind + ' ' + node.label + (node.detail ? ', ' + node.detail : '') + (node.lastError ? '\n' + node.lastError : '');
    part.below.textContent = shortened(small(node), 27);
  }
  const states = new Map(graph.nodes.map((node) => [node.id, node.state]));
  for (const edge of graph.edges) {
    const part = parts.get(edge.from + ' ' + edge.to);
    const busy = edge.rowsPerSecond > 0.05;
    const cut = states.get(edge.to) === 'cut_off' && edge.to.startsWith('destination:');
    const refuses = edge.refusalsPerSecond > 0.001 && !edge.to.startsWith('rules:');
    part.line.setAttribute('class', 'edge' + (cut || refuses ? ' cut' : busy ? ' busy' : ''));
    part.line.setAttribute('stroke-width', busy ? Math.min(6, 1.5 + Math.log10(1 + edge.rowsPerSecond) * 0.8).toFixed(1) : '1.2');
    const refused = edge.refusalsPerSecond > 0.001 ? count(edge.refusalsPerSecond) + (refuses ? '/s refused' : '/s dropped') : '';
    part.label.textContent = cut ? 'cut off' : refuses ? refused : busy ? rate(edge) : refused;
  }
}

function list(graph, root) {
  const names = new Map(graph.nodes.map((node) => [node.id, node.kind + ' ' + node.label]));
  const lines = graph.nodes.filter((node) => !['ok', 'idle'].includes(node.state)).map((node) =>
    element('li', {}, node.kind + ' ' + node.label + ': ' + small(node)));
  for (const edge of graph.edges) {
    lines.push(element('li', {}, names.get(edge.from) + ' to ' + names.get(edge.to) + ': ' + count(edge.rowsPerSecond) + ' rows/s, ' + bytes(edge.bytesPerSecond) + '/s' + (edge.refusalsPerSecond > 0.001 ? ', ' + count(edge.refusalsPerSecond) + '/s refused or dropped' : '')));
  }
  root.replaceChildren(...lines);
}

export function draw(graph) {
  graph.nodes.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.id.localeCompare(b.id));
  graph.edges.sort((a, b) => (a.from + a.to).localeCompare(b.from + b.to));
  const shape = JSON.stringify([graph.nodes.map((node) => node.id + node.label), graph.edges.map((edge) => edge.from + ' ' + edge.to)]);
  if (shape !== drawn) {
    build(graph, document.getElementById('graph'));
    drawn = shape;
  }
  relabel(graph);
  if (document.getElementById('graph-list').parentElement.open) list(graph, document.getElementById('graph-list'));
}
