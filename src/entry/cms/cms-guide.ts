/** The marks around the guide in an instructions file. */
const BEGIN = '<!-- csd guide: begin -->';
const END = '<!-- csd guide: end -->';

/** The short form of `docs/delegating.md`. */
const GUIDE = `## Delegating to other sessions

Tools of csd start other agents in sessions of their own, and hand tasks to them.

- Delegate work that is separable, takes many steps and can be checked: tests, a module, a migration, a review. Do yourself what takes
  a few steps, what needs this conversation, and what the user has to decide.
- Cut a task so that one session changes files that no other session changes. Say what the goal is, which files matter, what must not
  change, and how the result is checked. The other session knows nothing of this conversation.
- Choose the smallest model that can do it: a fast one for mechanical changes and searches, the strongest for design and hard faults.
- Set a limit on cost and turns that fits the task; raise it only after looking at what was done.
- When it is done, check the result yourself: read the changes, run the tests. Correct in the same session with one precise message; after two
  corrections that did not help, stop it and divide the task differently.
- Run independent tasks in parallel, in separate worktrees where they touch the same repository. Give each a name that says what it does.
- A session that asks something waits for you: read its status, answer it, and end sessions that are done with.`;

/** A file's text after the guide was added or removed; `undefined` if its marks are damaged. */
export interface Edited {
  text: string;
  /** The text had the guide before. */
  had: boolean;
}

/** The text with the guide at its end, or in place of an older one; the rest is unchanged. */
export function addGuide(text: string): Edited | undefined {
  const found = findGuide(text);
  if (found === 'damaged') return undefined;
  const block = `${BEGIN}\n${GUIDE}\n${END}\n`;
  if (!found) return { text: text === '' ? block : `${text}\n\n${block}`, had: false };
  return { text: text.slice(0, found.begin) + block + text.slice(found.end), had: true };
}

/** The text as it was before the guide was added. */
export function removeGuide(text: string): Edited | undefined {
  const found = findGuide(text);
  if (found === 'damaged') return undefined;
  if (!found) return { text, had: false };
  const before = text.slice(0, found.begin);
  return { text: before.replace(/\n\n$/, '') + text.slice(found.end), had: true };
}

function findGuide(text: string): { begin: number; end: number } | 'damaged' | undefined {
  const [begin, last] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 && last < 0) return undefined;
  const isOnce = begin === text.lastIndexOf(BEGIN) && last === text.lastIndexOf(END);
  if (!isOnce || begin < 0 || last < begin) return 'damaged';
  const end = last + END.length;
  return { begin, end: text[end] === '\n' ? end + 1 : end };
}
