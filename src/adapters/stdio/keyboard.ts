import { emitKeypressEvents, type Key } from 'node:readline';

/** Escape alone is a key when nothing follows it for so long, ms. */
const ESCAPE_MS = 50;

/** Keys by name (`up`, `return`, `C-c`, `M-return`) or as the character that they write, and what was pasted as one. */
interface Listener {
  key(key: string): void;
  paste(text: string): void;
}

let decodes = false;

/** Reads the keys of this terminal one by one, without showing them, until the returned function is called. */
export function listenToKeys(stdin: NodeJS.ReadStream, listener: Listener): () => void {
  // Node's decoder stays with the stream for good.
  if (!decodes) emitKeypressEvents(stdin, { escapeCodeTimeout: ESCAPE_MS } as never);
  decodes = true;
  let pasted: string | undefined;
  const take = (text: string | undefined, key: Key) => {
    if (key.name === 'paste-start') pasted = '';
    else if (key.name === 'paste-end') {
      const whole = pasted ?? '';
      pasted = undefined;
      listener.paste(whole);
    } else if (pasted !== undefined) pasted += text ?? key.sequence ?? '';
    else {
      const name = nameOf(text, key);
      if (name !== undefined) listener.key(name);
    }
  };
  stdin.on('keypress', take);
  stdin.setRawMode(true);
  stdin.resume();
  return () => {
    stdin.off('keypress', take);
    stdin.setRawMode(false);
    stdin.pause();
  };
}

function nameOf(text: string | undefined, { name, ctrl, meta, sequence = '' }: Key): string | undefined {
  // A line feed is Ctrl-J, a carriage return the Enter key.
  if (sequence === '\n') return 'C-j';
  if (name === 'return' || name === 'enter') return meta ? 'M-return' : 'return';
  if (ctrl) return name === undefined ? undefined : `C-${name}`;
  if (text !== undefined && !meta && /^[^\p{Cc}]+$/u.test(text)) return text;
  if (name === undefined) return undefined;
  return meta && name !== 'escape' ? `M-${name}` : name;
}
