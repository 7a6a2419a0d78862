import { emitKeypressEvents, type Key } from 'node:readline';

/** A lone Escape is a key if nothing follows it for this long, ms. */
const ESCAPE_MS = 50;

/**
 * Receives keys by name (`up`, `return`, `C-c`, `M-return`) or as the character that they write, and a paste as one
 * text.
 */
interface Listener {
  key(key: string): void;
  paste(text: string): void;
}

let decodes = false;

/** Reads the keys of this terminal without echo, until the returned function is called. */
export function listenToKeys(stdin: NodeJS.ReadStream, listener: Listener): () => void {
  // Node's decoder cannot be removed from a stream.
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
  // A line feed is Ctrl-J, a carriage return is the Enter key.
  if (sequence === '\n') return 'C-j';
  if (name === 'return' || name === 'enter') return meta ? 'M-return' : 'return';
  if (ctrl) return name === undefined ? undefined : `C-${name}`;
  if (text !== undefined && !meta && /^[^\p{Cc}]+$/u.test(text)) return text;
  if (name === undefined) return undefined;
  return meta && name !== 'escape' ? `M-${name}` : name;
}
