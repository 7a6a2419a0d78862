import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useInSight } from '../parts/page-clock.ts';
import { plain } from '../parts/safe-text.ts';
import { Scrolls } from '../parts/scrolls.tsx';
import { items, pause, post, Refusal } from '../server/api.ts';
import { MOST_KEYS, type Typed } from './terminal-keys.ts';
import type { Pane, PaneView } from './xterm-pane.ts';

const FONT = 'csd-font-size';
const SIZES = { least: 6, most: 22 };
/** The automatic size of a screen that is wider than the page is at least this, pixels. */
const READABLE = 9;
/** The width of a character relative to its height. */
const SLIMNESS = 0.602;

/** Keys that a phone's keyboard lacks. */
const BUTTONS: readonly [string, string][] = [
  ['Esc', 'Escape'],
  ['Tab', 'Tab'],
  ['Shift-Tab', 'BTab'],
  ['↑', 'Up'],
  ['↓', 'Down'],
  ['←', 'Left'],
  ['→', 'Right'],
  ['Enter', 'Enter'],
  ['Ctrl-C', 'C-c'],
];
const SPOKEN: Record<string, string> = { '↑': 'Up', '↓': 'Down', '←': 'Left', '→': 'Right' };

/** The input of the next call, and how many items of the queue it covers: waiting keys are sent together. */
function nextCall(queue: readonly Typed[]): { call: Typed; taken: number } {
  const keys: string[] = [];
  let taken = 0;
  for (const typed of queue) {
    if (!('keys' in typed) || keys.length + typed.keys.length > MOST_KEYS) break;
    keys.push(...typed.keys);
    taken++;
  }
  const [first] = queue;
  return taken === 0 && first ? { call: first, taken: 1 } : { call: { keys }, taken };
}

/** Shows each screen of a session until the signal aborts; restores a lost connection. */
async function followScreen(
  session: string,
  signal: AbortSignal,
  show: (seen: PaneView) => void,
  fail: (why: string) => void,
): Promise<void> {
  const path = `/page/screen?session=${encodeURIComponent(session)}`;
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      for await (const seen of items<PaneView>(path, undefined, signal)) {
        tries = 0;
        show(seen);
      }
    } catch (error) {
      if (!signal.aborted) fail(error instanceof Refusal ? error.message : 'The connection is lost.');
    }
    await pause(Math.min(5000, 500 * 2 ** tries));
  }
}

/** Buttons for keys that a phone's keyboard lacks. */
function PhoneKeys({ type }: { type(typed: Typed): Promise<void> }) {
  return (
    <fieldset class="buttons phone-keys" aria-label="Keys">
      {BUTTONS.map(([label, key]) => (
        <button key={key} type="button" aria-label={SPOKEN[label] ?? label} onClick={() => void type({ keys: [key] })}>
          {label}
        </button>
      ))}
    </fieldset>
  );
}

function TypingButton({ isTyping, setTyping }: { isTyping: boolean; setTyping(is: boolean): void }) {
  const label = isTyping ? 'Stop typing' : 'Type';
  return (
    <button
      id="typing"
      type="button"
      aria-pressed={isTyping}
      aria-keyshortcuts="x"
      onClick={() => setTyping(!isTyping)}
    >
      {label}
    </button>
  );
}

/** The live screen of a session. It takes keys only in a visible mode, which ends with Ctrl-] or with the view. */
export function TerminalView({ session, mayAct }: { session: string; mayAct: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const pane = useRef<Pane | undefined>(undefined);
  const [view, setView] = useState<PaneView>();
  const [isOpen, setOpen] = useState(false);
  const [isTyping, setTyping] = useState(false);
  const [failure, setFailure] = useState('');
  const [size, setSize] = useState(Number(localStorage.getItem(FONT)) || 0);
  const queue = useRef<Typed[]>([]);

  const type = async (typed: Typed) => {
    queue.current.push(typed);
    if (queue.current.length > 1) return;
    // One call after the other, in the order of typing.
    while (queue.current.length > 0) {
      const { call, taken } = nextCall(queue.current);
      try {
        await post('/page/keys', { session, ...call });
        setFailure('');
        queue.current.splice(0, taken);
      } catch (error) {
        queue.current = [];
        setTyping(false);
        setFailure(error instanceof Refusal ? error.message : 'the server does not answer: not all keys were typed');
      }
    }
  };

  const isInSight = useInSight();
  useEffect(() => {
    if (!isInSight) return;
    const life = new AbortController();
    const show = (seen: PaneView) => {
      if (life.signal.aborted) return;
      pane.current?.show(seen);
      setView(seen);
      setFailure('');
    };
    const begin = async () => {
      const { openPane } = await import('./xterm-pane.ts');
      if (life.signal.aborted || place.current === null) return;
      pane.current = openPane(place.current, { type, leave: () => setTyping(false) });
      setOpen(true);
      await followScreen(session, life.signal, show, setFailure);
    };
    void begin();
    return () => {
      life.abort();
      pane.current?.close();
      pane.current = undefined;
      setOpen(false);
      setTyping(false);
    };
  }, [session, isInSight]);

  // In the same frame as the page shows it: a key that is pressed later is not typed. The terminal may open after the
  // mode was chosen.
  useLayoutEffect(() => pane.current?.setTyping(isTyping), [isTyping, isOpen]);
  const fitting = view && place.current ? (place.current.clientWidth - 24) / (view.width * SLIMNESS) : READABLE;
  const shown = size || Math.max(READABLE, Math.min(14, Math.floor(fitting * 2) / 2));
  useEffect(() => pane.current?.setFontSize(shown), [shown, view?.width]);
  const resize = (by: number) => {
    const next = Math.min(SIZES.most, Math.max(SIZES.least, shown + by));
    localStorage.setItem(FONT, String(next));
    setSize(next);
  };

  return (
    <div class={`terminal-view ${isTyping ? 'typing' : ''}`}>
      <div class="buttons">
        {mayAct && <TypingButton isTyping={isTyping} setTyping={setTyping} />}
        <button type="button" onClick={() => resize(-1)}>
          Smaller
        </button>
        <button type="button" onClick={() => resize(1)}>
          Larger
        </button>
        <p class={`quiet ${failure ? 'wrong' : ''}`} role="status">
          {failure || (isTyping ? `Keys go straight to ${session}. Ctrl-] stops.` : 'Keys are not sent.')}
        </p>
      </div>
      {isTyping && <PhoneKeys type={type} />}
      <Scrolls id="terminal" class="pane" isPassed={isTyping && isOpen} label={`Screen of ${session}`}>
        {/* For screen readers, which cannot read the terminal unless it takes keys. */}
        <pre class="unseen">{view ? plain(view.screen).trimEnd() : ''}</pre>
        <div ref={place} class="pane-place" />
      </Scrolls>
    </div>
  );
}
