import { readScreen } from './ansi.js';

const CLASSES = ['bold', 'dim', 'italic', 'underline', 'strike'];

/** Draws a screen into an element. Text becomes text nodes alone, so that nothing an agent prints can become markup. */
export function drawScreen(element, { screen }) {
  const rows = readScreen(screen);
  while (rows.length > 1 && rows.at(-1).every(({ text, back }) => text.trim() === '' && !back)) rows.pop();
  element.replaceChildren(...rows.map(drawRow));
}

function drawRow(runs) {
  const row = document.createElement('div');
  row.className = 'row';
  for (const run of runs) {
    const span = document.createElement('span');
    span.textContent = run.text;
    span.className = CLASSES.filter((name) => run[name]).join(' ');
    if (run.fore) span.style.color = run.fore;
    if (run.back) span.style.backgroundColor = run.back;
    row.append(span);
  }
  return row;
}
