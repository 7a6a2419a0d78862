import { ago, lineOf, nameOf, ORDER } from './words.js';

/** Puts the sessions into the list, those that wait for somebody first; a row that stays keeps its element and the focus. */
export function drawList(list, sessions, chosen, choose) {
  const rows = new Map([...list.children].map((row) => [row.dataset.session, row]));
  const wanted = sorted(sessions).map((seen) => {
    const row = rows.get(seen.session) ?? createRow(seen.session, choose);
    drawRow(row, seen, seen.session === chosen);
    rows.delete(seen.session);
    return row;
  });
  for (const gone of rows.values()) gone.remove();
  // Moving an element takes the focus from it: only what stands in another place is moved.
  for (const [n, row] of wanted.entries())
    if (list.children[n] !== row) list.insertBefore(row, list.children[n] ?? null);
}

/** Writes how long ago each state began. */
export function drawTimes(root, now) {
  for (const time of root.querySelectorAll('[data-since]')) time.textContent = ago(Number(time.dataset.since), now);
}

function sorted(sessions) {
  const rank = ({ state }) => ORDER.indexOf(state.status);
  return [...sessions].sort((a, b) => rank(a) - rank(b) || (a.session < b.session ? -1 : 1));
}

function createRow(session, choose) {
  const row = document.createElement('li');
  row.dataset.session = session;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'session';
  button.append(...['b', 'time', 'span', 'span'].map((name) => document.createElement(name)));
  button.addEventListener('click', () => choose(session));
  row.append(button);
  return row;
}

function drawRow(row, { session, state, since }, isChosen) {
  const [button] = row.children;
  const [name, time, badge, says] = button.children;
  button.setAttribute('aria-current', String(isChosen));
  name.textContent = session;
  time.dataset.since = since;
  time.textContent = ago(since, Date.now());
  badge.className = `badge ${state.status}`;
  badge.textContent = nameOf(state);
  says.className = 'says';
  says.textContent = lineOf(state);
}
