import { useEffect, useRef } from 'preact/hooks';
import type { Watched } from '../../../contract/event.ts';
import { sayAge, sayState } from '../../../operations/text/state-words.ts';
import { tellCost } from '../../../operations/text/usage-words.ts';
import { leave, mayAct, resume } from '../acts/actions.ts';
import { find, type Model, TABS, type Tab } from '../model/page-model.ts';
import { change } from '../model/store.ts';
import { useNow } from '../parts/page-clock.ts';
import { clipped, plain } from '../parts/safe-text.ts';
import { Scrolls } from '../parts/scrolls.tsx';
import { TerminalView } from '../terminal/terminal-view.tsx';
import { Composer } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import { GateCard, isGate } from './gate.tsx';
import { History } from './history.tsx';

const TAB_NAMES: Record<Tab, string> = {
  conversation: 'Conversation',
  terminal: 'Terminal',
  history: 'History & usage',
};
const TAB_KEYS: Record<Tab, string> = { conversation: 'c', terminal: 't', history: 'h' };

/** One session: its gate, its conversation, its terminal, its history, and the input. */
export function SessionView({ model }: { model: Model }) {
  const seen = find(model, model.chosen);
  if (seen === undefined)
    return (
      <p id="pick" class="quiet pick">
        Choose a session.
      </p>
    );
  const { session, state } = seen;
  const isFull = mayAct(model);
  return (
    <section id="detail" class="session-view" aria-labelledby="name" key={session}>
      <Head seen={seen} model={model} />
      <Trouble seen={seen} />
      <Tabs tab={model.tab} />
      <div id="panel" role="tabpanel" aria-labelledby={`tab-${model.tab}`} class="panel">
        {model.tab === 'conversation' && <Conversation session={session} isOver={state.status === 'dead'} />}
        {model.tab === 'terminal' && <TerminalView session={session} mayAct={isFull} />}
        {model.tab === 'history' && <History seen={seen} samples={model.samples.get(session) ?? []} />}
      </div>
      {isGate(state) && <GateCard key={`${session} ${state.gate_id}`} seen={seen} mayAct={isFull} />}
      {isFull ? <Composer seen={seen} model={model} /> : <Asks seen={seen} />}
    </section>
  );
}

function Head({ seen, model }: { seen: Watched; model: Model }) {
  const { session, state, cwd, since, usage, backend } = seen;
  const { branch, description, tags = [], creator, parent } = model.details.get(session) ?? {};
  const now = useNow();
  const name = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // If the session has replaced the list, the focused element is gone.
    if (document.getElementById('back')?.checkVisibility()) name.current?.focus();
  }, []);
  const isOver = state.status === 'dead';
  const full =
    usage?.context_used && usage.context_size ? Math.round((usage.context_used / usage.context_size) * 100) : undefined;
  const facts = [
    plain(cwd),
    branch && `branch ${plain(branch)}`,
    usage?.model ? plain(usage.model) : backend,
    full !== undefined && `context ${full}%`,
    usage && usage.cost_usd !== null && tellCost(usage),
    creator && `by ${plain(creator)}`,
    parent && `fork of ${parent}`,
    ...tags.map((tag) => `#${tag}`),
  ].filter(Boolean);
  return (
    <div class="head">
      <div class="title">
        <button id="back" type="button" class="back" aria-label="All sessions" onClick={leave}>
          ‹
        </button>
        <h2 id="name" ref={name} tabIndex={-1}>
          {session}
        </h2>
        <p id="state" class={`badge ${state.status}`}>
          {sayState(state)}
        </p>
        <p id="since" class="quiet">
          {sayAge(since, now)}
        </p>
        {mayAct(model) && (
          <div class="actions">
            {(state.paused || (isOver && state.resumable !== false)) && (
              <button id="resume" type="button" aria-keyshortcuts="u" onClick={() => void resume(session)}>
                Resume
              </button>
            )}
            <Opens kind="rename" shortcut="m" session={session}>
              Rename
            </Opens>
            <Opens kind="fork" shortcut="f" session={session}>
              Fork
            </Opens>
            {!isOver && (
              <Opens kind="end" shortcut="e" session={session}>
                End
              </Opens>
            )}
          </div>
        )}
      </div>
      {description && <p class="description">{clipped(description)}</p>}
      <p id="cwd" class="quiet facts">
        {facts.join(' · ')}
      </p>
    </div>
  );
}

/** A button that opens a dialog about the session. */
function Opens(props: { kind: 'rename' | 'fork' | 'end'; shortcut: string; session: string; children: string }) {
  const { kind, shortcut, session, children } = props;
  return (
    <button id={kind} type="button" aria-keyshortcuts={shortcut} onClick={() => change({ dialog: { kind, session } })}>
      {children}
    </button>
  );
}

/** The error of a session, in the agent's words. */
function Trouble({ seen: { state } }: { seen: Watched }) {
  const text =
    state.status === 'idle_done'
      ? state.error
      : state.status === 'unknown'
        ? state.reason
        : state.status === 'working'
          ? state.retry
          : state.status === 'dead' && state.reason !== 'ended'
            ? [state.reason, ...(state.last_lines ?? [])].filter(Boolean).join('\n')
            : undefined;
  if (!text) return null;
  return (
    <Scrolls id="trouble" class="trouble" label="What is wrong">
      {clipped(text)}
    </Scrolls>
  );
}

/** The question, for users who may only look. */
function Asks({ seen: { state } }: { seen: Watched }) {
  if (state.status !== 'awaiting_answer') return null;
  return (
    <Scrolls class="asks alone" label="Question">
      <p id="question" class="question">
        {clipped(state.asks ?? state.question)}
      </p>
    </Scrolls>
  );
}

function Tabs({ tab }: { tab: Tab }) {
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = by === undefined ? undefined : TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length];
    if (next === undefined) return;
    event.preventDefault();
    change({ tab: next });
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div role="tablist" aria-label="What is shown" class="tabs">
      {TABS.map((one) => (
        <button
          key={one}
          id={`tab-${one}`}
          type="button"
          role="tab"
          aria-selected={one === tab}
          aria-controls="panel"
          aria-keyshortcuts={TAB_KEYS[one]}
          tabIndex={one === tab ? 0 : -1}
          onClick={() => change({ tab: one })}
          onKeyDown={move}
        >
          {TAB_NAMES[one]}
        </button>
      ))}
    </div>
  );
}
