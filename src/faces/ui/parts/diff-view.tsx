import { diffLines } from 'diff';
import { clipped } from './safe-text.ts';

/** Longer texts, in lines, are shown one after the other because comparing them is slow. */
const LONGEST_COMPARED = 3000;

interface Row {
  kind: 'added' | 'removed' | 'same';
  text: string;
}

/** The lines that only one of the texts has. */
export function rowsBetween(before: string, after: string): Row[] {
  const linesOf = (text: string) => text.split('\n').length;
  if (linesOf(before) + linesOf(after) > LONGEST_COMPARED)
    return [...toRows('removed', before), ...toRows('added', after)];
  return diffLines(before, after).flatMap(({ added, removed, value }) =>
    toRows(added ? 'added' : removed ? 'removed' : 'same', value),
  );
}

function toRows(kind: Row['kind'], text: string): Row[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => ({ kind, text: line }));
}

const MARKS = { added: '+', removed: '-', same: ' ' };

/** What changes from one text to the other, line by line. */
export function DiffView({ before, after }: { before: string; after: string }) {
  const rows = rowsBetween(clipped(before), clipped(after));
  const added = rows.filter(({ kind }) => kind === 'added').length;
  const removed = rows.filter(({ kind }) => kind === 'removed').length;
  return (
    <figure class="diff">
      <figcaption class="quiet">
        <span class="added">+{added}</span> <span class="removed">−{removed}</span>
        <span class="unseen">
          : {added} lines added, {removed} lines removed
        </span>
      </figcaption>
      <pre class="code">
        {rows.map(({ kind, text }, n) => (
          <span key={n} class={`line ${kind}`}>{`${MARKS[kind]} ${text}\n`}</span>
        ))}
      </pre>
    </figure>
  );
}
