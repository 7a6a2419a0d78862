const LETTERS = { a: 'approve', d: 'deny', i: 'interrupt', s: 'message' };

/** Keys of the page: j and k or the arrows choose a session, letters press the buttons of its state, Esc goes back. */
export function onKeys({ choose, leave, chosen }) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.getElementById('board').hidden) return;
    const typing = event.target.matches('textarea, input');
    if (event.key === 'Escape') return typing ? event.target.blur() : leave();
    if (typing) {
      if (event.key === 'Enter' && !event.shiftKey && event.target.id === 'message') submit(event);
      return;
    }
    const inList = document.getElementById('list').contains(event.target) || event.target === document.body;
    const step = { j: 1, k: -1, ...(inList && { ArrowDown: 1, ArrowUp: -1 }) }[event.key];
    if (step !== undefined) return move(event, step, choose, chosen());
    press(event);
  });
}

function submit(event) {
  event.preventDefault();
  document.getElementById('write').requestSubmit();
}

function move(event, step, choose, chosen) {
  event.preventDefault();
  const rows = [...document.querySelectorAll('#list li')];
  if (rows.length === 0) return;
  const at = rows.findIndex((row) => row.dataset.session === chosen);
  const row = rows[at === -1 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
  choose(row.dataset.session);
  row.firstElementChild.focus();
}

/** A button that is not there has no key. */
function press(event) {
  const target = document.getElementById(LETTERS[event.key] ?? '');
  if (!target || target.hidden || target.disabled || document.getElementById('detail').hidden) return;
  event.preventDefault();
  if (target.matches('textarea')) target.focus();
  else target.click();
}
