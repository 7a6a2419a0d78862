import { isObject, type Json } from '../../../contract/json.ts';
import { DiffView } from './diff-view.tsx';
import { PatchLine } from './markdown.tsx';
import { clipped } from './safe-text.ts';

/** Part of a tool's input, as it is shown. */
export type InputPart =
  | { kind: 'command'; text: string }
  | { kind: 'difference'; before: string; after: string }
  | { kind: 'patch'; name: string; text: string }
  | { kind: 'block'; name: string; text: string }
  | { kind: 'field'; name: string; text: string }
  | { kind: 'list'; name: string; items: InputPart[][] };

/** Fields are shown as such to this depth, and this many of them in a list; the rest is shown as JSON. */
const DEEPEST = 4;
const LONGEST_LIST = 40;

/**
 * The input of a tool in parts: a command, a text before and after it as a diff, other texts below their names. Decides
 * by the shape of the fields, since each agent has its own tools, and omits none.
 */
export function partsOf(input: unknown, depth = 0): InputPart[] {
  if (!isObject(input)) return input === undefined ? [] : [toPart('input', input)];
  const taken = new Set<string>();
  const parts: InputPart[] = [];
  for (const [name, value] of Object.entries(input)) {
    const after = input[name.replace(/^old_/, 'new_')];
    if (name.startsWith('old_') && typeof value === 'string' && typeof after === 'string') {
      taken.add(name).add(name.replace(/^old_/, 'new_'));
      parts.push({ kind: 'difference', before: value, after });
    }
  }
  const others = Object.entries(input).flatMap(([name, value]) => {
    if (taken.has(name)) return [];
    // Several changes of one file.
    if (Array.isArray(value) && value.length > 0 && value.every(isObject) && value.some(hasChange))
      return value.flatMap((one) => partsOf(one, depth));
    const within = Array.isArray(value) ? value : [value];
    if (depth < DEEPEST && within.length > 0 && within.length <= LONGEST_LIST && within.every(isObject))
      return [{ kind: 'list' as const, name, items: within.map((one) => partsOf(one, depth + 1)) }];
    return [toPart(name, value)];
  });
  // The name of the file comes before its changes.
  return [...others, ...parts];
}

function hasChange(fields: Json): boolean {
  return Object.keys(fields).some((name) => name.startsWith('old_'));
}

function toPart(name: string, value: unknown): InputPart {
  const isWords = Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string');
  if (name === 'command' && (typeof value === 'string' || isWords))
    return { kind: 'command', text: typeof value === 'string' ? value : (value as string[]).map(quoted).join(' ') };
  const text = typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? String(value));
  if (/^@@ |^\*\*\* (?:Add|Update|Delete) File: |^diff --git /m.test(text)) return { kind: 'patch', name, text };
  return text.includes('\n') || text.length > 160 ? { kind: 'block', name, text } : { kind: 'field', name, text };
}

/** A word of a command, quoted for a shell. */
function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The whole input of a tool. */
export function ToolInput({ input }: { input: unknown }) {
  return <Parts parts={partsOf(input)} />;
}

function Parts({ parts }: { parts: InputPart[] }) {
  const fields = parts.filter((part) => part.kind === 'field');
  return (
    <div class="input">
      {fields.length > 0 && (
        <dl>
          {fields.map(({ name, text }, n) => (
            <div key={n}>
              <dt>{clipped(name)}</dt>
              <dd>{clipped(text)}</dd>
            </div>
          ))}
        </dl>
      )}
      {parts.map((part, n) => (part.kind === 'field' ? null : <Part key={n} part={part} />))}
    </div>
  );
}

function Part({ part }: { part: Exclude<InputPart, { kind: 'field' }> }) {
  if (part.kind === 'difference') return <DiffView before={part.before} after={part.after} />;
  if (part.kind === 'list') return <ListOfFields name={part.name} items={part.items} />;
  if (part.kind === 'command') return <pre class="code command">{clipped(part.text)}</pre>;
  const text = clipped(part.text);
  return (
    <figure>
      <figcaption class="quiet">{clipped(part.name)}</figcaption>
      <pre class="code">
        {part.kind === 'patch' ? text.split('\n').map((line, n) => <PatchLine key={n} line={line} />) : text}
      </pre>
    </figure>
  );
}

/** A list of objects in a field: each item in its own frame, so that no text of one looks like a field of another. */
function ListOfFields({ name, items }: { name: string; items: InputPart[][] }) {
  return (
    <figure>
      <figcaption class="quiet">{clipped(name)}</figcaption>
      {items.map((parts, n) => (
        <div key={n} class="item">
          {parts.length === 0 ? <p class="quiet">(empty)</p> : <Parts parts={parts} />}
        </div>
      ))}
    </figure>
  );
}
