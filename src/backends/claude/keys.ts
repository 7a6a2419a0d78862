import { isObject } from '../../contract/json.ts';
import type { KeyBindings, Press } from '../../detect/agent/key-bindings.ts';

/*
 * `keybindings.json` of Claude Code, as tested on 2.1.158 and 2.1.332: blocks of a context and its bindings, an action
 * or `null` for each keystroke. Of the bindings of a keystroke in all active contexts the last one applies, whatever
 * its context. A file of any other form is ignored completely. The agent loads a changed file within a few seconds.
 */

type Bindings = Map<string, string | null>;

interface Place {
  contexts: string[];
  /** The actions that interrupt in this place. */
  actions: string[];
  /** The agent's relevant default bindings. */
  own: [string, string][];
}

/** While a turn runs and its composer is shown. */
const TURN: Place = {
  contexts: ['Chat', 'Global'],
  actions: ['chat:cancel', 'app:interrupt'],
  own: [
    ['escape', 'chat:cancel'],
    ['ctrl+x ctrl+k', 'chat:killAgents'],
    ['ctrl+c', 'app:interrupt'],
  ],
};
/** At the menu of a permission gate, a plan or a question. */
const MENU: Place = { contexts: ['Select', 'Global'], actions: ['select:cancel'], own: [['escape', 'select:cancel']] };

/**
 * Pressed twice, this key ends an idle agent, and it clears a draft; nevertheless the agent binds it to interrupt a
 * turn.
 */
const ENDS_IDLE = 'ctrl+c';

const MODIFIERS: Record<string, string> = { control: 'ctrl', option: 'alt', opt: 'alt', meta: 'alt' };
const KEYS: Record<string, string> = { esc: 'escape', return: 'enter' };
/** tmux's names for them. A function key interrupts nothing (2.1.332). */
const NAMED: Record<string, string> = {
  escape: 'Escape',
  enter: 'Enter',
  tab: 'Tab',
  space: 'Space',
  backspace: 'BSpace',
  delete: 'DC',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  home: 'Home',
  end: 'End',
  pageup: 'PPage',
  pagedown: 'NPage',
};
/** With Ctrl these are the bytes of other keys. */
const SAME_BYTE = new Set(['m', 'i', 'h', '[']);

export const bindings: KeyBindings = {
  file: (configDir) => `${configDir}/keybindings.json`,
  interrupts(text) {
    const blocks = readBlocks(text);
    return { turn: keysOf(TURN, blocks), menu: keysOf(MENU, blocks) };
  },
  remedy: {
    turn: 'bind one to `chat:cancel` in the context `Chat`',
    menu: 'bind one to `select:cancel` in the context `Select`',
  },
};

/** The blocks of the file; empty if it is not in force. */
function readBlocks(text: string): { context: string; bindings: Record<string, string | null> }[] {
  try {
    const { bindings } = JSON.parse(text) as { bindings?: unknown };
    return Array.isArray(bindings) && bindings.every(isBlock) ? bindings : [];
  } catch {
    return [];
  }
}

function isBlock(block: unknown): block is { context: string; bindings: Record<string, string | null> } {
  if (!isObject(block) || typeof block.context !== 'string' || !isObject(block.bindings)) return false;
  return Object.values(block.bindings).every((action) => action === null || typeof action === 'string');
}

/** The keys to press, best first: the agent's own key, then the user's, and last the one that may end the agent. */
function keysOf({ contexts, actions, own }: Place, blocks: ReturnType<typeof readBlocks>): Press[] {
  const bound: Bindings = new Map(own);
  for (const { context, bindings } of blocks) {
    if (!contexts.includes(context)) continue;
    for (const [keystroke, action] of Object.entries(bindings)) bound.set(canonical(keystroke), action);
  }
  const inForce = [...bound].filter(([, action]) => action !== null).map(([keystroke]) => keystroke);
  // After the first key of a chord the agent waits for the second.
  const beginsChord = (keystroke: string) => inForce.some((other) => other.startsWith(`${keystroke} `));
  return [...bound]
    .filter(([keystroke, action]) => action !== null && actions.includes(action) && !beginsChord(keystroke))
    .sort(([one], [other]) => Number(one === ENDS_IDLE) - Number(other === ENDS_IDLE))
    .flatMap(([keystroke]) => {
      const keys = keystroke.split(' ').map(tmuxKey);
      if (keys.some((key) => key === undefined)) return [];
      return [{ keys: keys as string[], ...(keystroke === ENDS_IDLE && { endsIdle: true }) }];
    });
}

/** One spelling for each keystroke: `Control+X  Opt+s` is `ctrl+x alt+s`. */
function canonical(keystroke: string): string {
  return keystroke
    .trim()
    .split(/\s+/)
    .map((stroke) => {
      const parts = stroke.split(/\+(?=.)/).map((part) => part.toLowerCase());
      const key = parts.pop() ?? '';
      const modifiers = parts.map((part) => MODIFIERS[part] ?? part).sort();
      return [...modifiers, KEYS[key] ?? key].join('+');
    })
    .join(' ');
}

/** tmux's name for it; `undefined` for one that a terminal cannot send, or that would be text if it is not bound. */
function tmuxKey(stroke: string): string | undefined {
  const parts = stroke.split(/\+(?=.)/);
  const key = parts.pop() ?? '';
  const has = (modifier: string) => parts.includes(modifier);
  if (parts.some((part) => !['ctrl', 'alt', 'shift'].includes(part))) return undefined;
  if (stroke === 'shift+tab') return 'BTab';
  const prefix = `${has('ctrl') ? 'C-' : ''}${has('alt') ? 'M-' : ''}`;
  const named = NAMED[key];
  if (named !== undefined) return `${prefix}${has('shift') ? 'S-' : ''}${named}`;
  if (!/^[!-~]$/.test(key) || prefix === '') return undefined;
  if (has('ctrl'))
    return /^[a-z\]\\^_]$/.test(key) && !SAME_BYTE.has(key) && !has('shift') ? `${prefix}${key}` : undefined;
  return `${prefix}${has('shift') ? key.toUpperCase() : key}`;
}
