/** Keys by tmux's names or as single characters, in order, or a text to paste. */
export type Typed = { keys: string[] } | { paste: string };

/** Longer input that arrives at once is pasted, in characters. */
export const MOST_KEYS = 32;

const FINALS: Record<string, string> = {
  A: 'Up',
  B: 'Down',
  C: 'Right',
  D: 'Left',
  H: 'Home',
  F: 'End',
  Z: 'BTab',
  P: 'F1',
  Q: 'F2',
  R: 'F3',
  S: 'F4',
};
const NUMBERED: Record<string, string> = {
  1: 'Home',
  2: 'IC',
  3: 'DC',
  4: 'End',
  5: 'PPage',
  6: 'NPage',
  11: 'F1',
  12: 'F2',
  13: 'F3',
  14: 'F4',
  15: 'F5',
  17: 'F6',
  18: 'F7',
  19: 'F8',
  20: 'F9',
  21: 'F10',
  23: 'F11',
  24: 'F12',
};
const CONTROLS: Record<string, string> = {
  '\r': 'Enter',
  '\n': 'Enter',
  '\t': 'Tab',
  '\x1b': 'Escape',
  '\x7f': 'BSpace',
  '\x00': 'C-@',
  '\x1c': 'C-\\',
  '\x1d': 'C-]',
  '\x1e': 'C-^',
  '\x1f': 'C-_',
};

/** What a terminal sends for a key press or a paste, in tmux's terms; `undefined` for anything else. */
export function typedOf(data: string): Typed | undefined {
  const key = keyOf(data);
  if (key !== undefined) return { keys: [key] };
  const text = data.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  if (/[\x00-\x08\x0b-\x1f\x7f]/.test(text) || text === '') return undefined;
  const characters = [...text];
  return text.includes('\n') || text.includes('\t') || characters.length > MOST_KEYS
    ? { paste: text }
    : { keys: characters };
}

function keyOf(data: string): string | undefined {
  if ([...data].length === 1) {
    if (CONTROLS[data] !== undefined) return CONTROLS[data];
    if (data < ' ') return `C-${String.fromCharCode(data.charCodeAt(0) + 96)}`;
    return data;
  }
  const [, modifiers, final = ''] = /^\x1b(?:O|\[(?:1;(\d+))?)([A-Z])$/.exec(data) ?? [];
  if (FINALS[final] !== undefined) return modified(FINALS[final], modifiers);
  const [, number = '', also] = /^\x1b\[(\d+)(?:;(\d+))?~$/.exec(data) ?? [];
  if (NUMBERED[number] !== undefined) return modified(NUMBERED[number], also);
  if (data === '\x1b\r' || data === '\x1b\n') return 'M-Enter';
  if (data === '\x1b\x7f') return 'M-BSpace';
  return /^\x1b[a-z]$/.test(data) ? `M-${data[1]}` : undefined;
}

/** Modifiers are encoded as one more than their sum: 1 shift, 2 alt, 4 control. */
function modified(key: string, told: string | undefined): string {
  const bits = Number(told ?? 1) - 1;
  return `${bits & 4 ? 'C-' : ''}${bits & 2 ? 'M-' : ''}${bits & 1 ? 'S-' : ''}${key}`;
}
