// Numbers, times and elements as the page shows them.

const whole = new Intl.NumberFormat('en');

export function count(value) {
  if (value >= 1e9) return (value / 1e9).toFixed(1) + ' G';
  if (value >= 1e6) return (value / 1e6).toFixed(1) + ' M';
  if (value > 0 && value < 10 && !Number.isInteger(value)) return value < 0.05 ? '< 0.1' : value.toFixed(1);
  return whole.format(Math.round(value));
}

export function bytes(value) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return (unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)) + ' ' + units[unit];
}

export function seconds(value) {
  if (value < 60) return Math.round(value) + ' s';
  if (value < 3600) return Math.floor(value / 60) + ' min ' + Math.floor(value % 60) + ' s';
  if (value < 86400) return Math.floor(value / 3600) + ' h ' + Math.floor((value % 3600) / 60) + ' min';
  return Math.floor(value / 86400) + ' d ' + Math.floor((value % 86400) / 3600) + ' h';
}

/** How long ago, by the clock of the process that said so. */
export function ago(time, now) {
  if (!time) return 'never';
  return seconds(Math.max(0, (Date.parse(now) - Date.parse(time)) / 1000)) + ' ago';
}

export const STATES = {
  ok: 'ok', idle: 'idle', paused: 'paused', behind: 'behind', parked: 'parked', cut_off: 'cut off',
};

/** An element with text or children; nothing that came from a sender is ever taken for markup. */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.map((child) => (child instanceof Node ? child : document.createTextNode(String(child)))));
  return made;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  made.append(...children.map((child) => (child instanceof Node ? child : document.createTextNode(String(child)))));
  return made;
}

/** A line of the last hour, minute by minute; the present minute, which is not over, is left out. */
export function sparkline(history, name) {
  if (!history || history.length < 2) return element('span', { class: 'meta' }, '–');
  const values = history.slice(0, -1);
  const most = Math.max(...values, 1e-9);
  const width = 118;
  const height = 22;
  const points = values.map((value, i) =>
    (1 + (i * width) / (values.length - 1)).toFixed(1) + ',' + (height - 1 - (value / most) * (height - 3)).toFixed(1));
  const sum = values.reduce((a, b) => a + b, 0);
  return svg('svg', { class: 'spark', viewBox: '0 0 120 ' + height, role: 'img', 'aria-label': name + ': ' + count(sum) + ' rows in the last hour, at most ' + count(most) + ' a minute' },
    svg('polyline', { points: points.join(' ') }));
}
