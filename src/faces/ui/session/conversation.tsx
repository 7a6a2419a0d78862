import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Markdown } from '../parts/markdown.tsx';
import { useInSight } from '../parts/page-clock.ts';
import { clipped } from '../parts/safe-text.ts';
import { Scrolls } from '../parts/scrolls.tsx';
import { ToolInput } from '../parts/tool-input.tsx';
import { items, pause, Refusal } from '../server/api.ts';

/** A piece of a conversation in the form of `logs`. */
export interface Piece {
  turn: number | null;
  began: number | null;
  kind: 'prompt' | 'thinking' | 'text' | 'tool' | 'result';
  text?: string;
  name?: string;
  input?: unknown;
  failed?: boolean;
}

const FIRST_TURNS = 10;
const MORE_TURNS = 40;
/** How many lines of a tool's result are shown at first. */
const SHOWN_LINES = 6;
/** Pieces within this time are drawn together, ms. */
const BURST_MS = 60;

/** The conversation of a session, updated as it grows. */
export function Conversation({ session, isOver }: { session: string; isOver: boolean }) {
  const [last, setLast] = useState(FIRST_TURNS);
  const { pieces, failure, isRead } = usePieces(session, last, isOver);
  const box = useRef<HTMLElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    const element = box.current;
    if (element && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [pieces]);
  const scrolled = () => {
    const element = box.current;
    if (element) isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 40;
  };
  const turns = new Set(pieces.map(({ turn, began }) => turn ?? began)).size;
  return (
    <Scrolls id="conversation" class="conversation" box={box} onScroll={scrolled} label={`Conversation of ${session}`}>
      {turns >= last && (
        <button type="button" class="earlier" onClick={() => setLast(last + MORE_TURNS)}>
          Earlier turns
        </button>
      )}
      {pieces.map((piece, n) => (
        <PieceView key={n} piece={piece} />
      ))}
      {failure !== undefined && <p class="quiet wrong">{failure}</p>}
      {failure === undefined && isRead && pieces.length === 0 && <p class="quiet empty">No messages yet.</p>}
    </Scrolls>
  );
}

/** The pieces so far, and the error if there is one. A broken stream is restarted. */
function usePieces(session: string, last: number, isOver: boolean) {
  const [seen, setSeen] = useState<{ pieces: Piece[]; failure?: string; isRead: boolean }>({
    pieces: [],
    isRead: false,
  });
  const isInSight = useInSight();
  useEffect(() => {
    if (!isInSight) return;
    const life = new AbortController();
    const follow = async () => {
      for (let tries = 0; !life.signal.aborted; tries++) {
        const pieces: Piece[] = [];
        let due: ReturnType<typeof setTimeout> | undefined;
        const show = () => {
          due = undefined;
          if (!life.signal.aborted) setSeen({ pieces: [...pieces], isRead: true });
        };
        try {
          const input = { session, last, ...(!isOver && { follow: true }) };
          // A conversation can also be empty.
          due = setTimeout(show, 500);
          for await (const piece of items<Piece>('/v1/logs', input, life.signal)) {
            tries = 0;
            pieces.push(piece);
            due ??= setTimeout(show, BURST_MS);
          }
          show();
          if (isOver) return;
        } catch (error) {
          if (life.signal.aborted) return;
          if (error instanceof Refusal) setSeen({ pieces: [...pieces], failure: error.message, isRead: true });
        } finally {
          clearTimeout(due);
        }
        await pause(Math.min(5000, 500 * 2 ** tries));
      }
    };
    void follow();
    return () => life.abort();
  }, [session, last, isOver, isInSight]);
  return seen;
}

function PieceView({ piece }: { piece: Piece }) {
  return useMemo(() => drawPiece(piece), [piece]);
}

function drawPiece(piece: Piece) {
  const { kind, text = '', turn, began } = piece;
  switch (kind) {
    case 'prompt':
      return (
        <article class="said prompt">
          <p class="quiet">
            {turn === null ? 'You' : `You, turn ${turn}`}
            {began !== null && (
              <time dateTime={new Date(began).toISOString()}>, {new Date(began).toLocaleString()}</time>
            )}
          </p>
          <div class="written">{clipped(text)}</div>
        </article>
      );
    case 'thinking':
      return (
        <details class="thinking">
          <summary>Thinking</summary>
          <div class="written">{clipped(text)}</div>
        </details>
      );
    case 'text':
      return (
        <article class="said answer">
          <Markdown text={text} />
        </article>
      );
    case 'tool':
      return (
        <div class="tool">
          <p class="tool-name">
            <span class="unseen">Tool </span>
            {clipped(piece.name ?? '')}
          </p>
          <ToolInput input={piece.input ?? {}} />
        </div>
      );
    case 'result':
      return <Result text={text} failed={piece.failed === true} />;
  }
}

function Result({ text, failed }: { text: string; failed: boolean }) {
  const [isWhole, setWhole] = useState(failed);
  const lines = clipped(text).trimEnd().split('\n');
  const rest = lines.length - SHOWN_LINES;
  const shown = isWhole || rest <= 1 ? lines : lines.slice(0, SHOWN_LINES);
  return (
    <div class={`result ${failed ? 'failed' : ''}`}>
      {failed ? <p class="tool-name wrong">failed</p> : <p class="unseen">Result</p>}
      <pre class="code">{text === '' ? '(no output)' : shown.join('\n')}</pre>
      {shown.length < lines.length && (
        <button type="button" class="more" onClick={() => setWhole(true)}>
          {rest} more lines
        </button>
      )}
    </div>
  );
}
