import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Watched } from '../../../contract/event.ts';
import type { State } from '../../../contract/state.ts';
import { sayState } from '../../../operations/text/state-words.ts';
import { act, say, sendDraft } from '../acts/actions.ts';
import { gateIdOf } from '../model/gate-id.ts';
import { Markdown } from '../parts/markdown.tsx';
import { clipped } from '../parts/safe-text.ts';
import { Scrolls } from '../parts/scrolls.tsx';
import { useSettled } from '../parts/settled.ts';
import { ToolInput } from '../parts/tool-input.tsx';

/** A state with numbered options of which one is chosen. */
type Gated = Extract<State, { status: 'blocked' | 'plan_ready' }>;

/** True for a state that is approved or denied. */
export function isGate(state: State): state is Gated {
  return state.status === 'blocked' || state.status === 'plan_ready';
}

/** What waits for the user: its complete text, and the possible answers. Each gate needs its own card, by `key`. */
export function GateCard({ seen, mayAct }: { seen: Watched; mayAct: boolean }) {
  const { session, state } = seen;
  const box = useRef<HTMLElement>(null);
  const isSettled = useSettled(gateIdOf(state));
  const content = isGate(state) ? contentOf(state) : '';
  const [readContent, setReadContent] = useState<string>();
  const isWhole = readContent === content;
  const look = () => {
    const element = box.current;
    // An element that is not drawn has no height, and was not read.
    if (element?.clientHeight && element.scrollTop + element.clientHeight >= element.scrollHeight - 4)
      setReadContent(content);
  };
  useLayoutEffect(() => {
    look();
    const observer = new ResizeObserver(look);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, [content]);
  if (!isGate(state)) return null;
  const { gate_id: expect, options } = state;
  const choose = (option?: number) =>
    act('approve', { session, expect, ...(option !== undefined && { option }) }, `${session}: answered`);
  const readOn = () => {
    box.current?.focus({ preventScroll: true });
    box.current?.scrollBy({ top: (box.current.clientHeight * 4) / 5 });
  };
  const agree = (option?: number) => {
    if (isWhole) return void choose(option);
    say('Read it to the end first.', true);
    readOn();
  };
  const deny = () =>
    sendDraft(session, (text) => {
      const message = text.trim();
      return act('deny', { session, expect, ...(message && { message }) }, `${session}: denied`);
    });
  return (
    <section id="gate" class="gate" aria-label={`${session} ${sayState(state)}`} data-gate={expect}>
      <Scrolls class="gate-text" box={box} onScroll={look} label="What it asks">
        <GateText state={state} />
        {state.truncated && <p class="wrong">csd could not read all of it: check the terminal before you approve.</p>}
        {mayAct && (
          <ol id="options" class="options">
            {options.map((label, n) => (
              <li key={n}>
                <button
                  type="button"
                  disabled={!isSettled}
                  aria-disabled={!isWhole}
                  aria-describedby={isWhole ? undefined : 'read-on'}
                  onClick={() => agree(n + 1)}
                >
                  {clipped(label)}
                </button>
              </li>
            ))}
          </ol>
        )}
      </Scrolls>
      {mayAct && (
        <div class="buttons">
          <button
            id="approve"
            type="button"
            class="primary"
            aria-keyshortcuts="a"
            disabled={!isSettled}
            aria-disabled={!isWhole}
            aria-describedby={isWhole ? 'gate-hint' : 'read-on'}
            onClick={() => agree()}
          >
            Approve
          </button>
          <button id="deny" type="button" aria-keyshortcuts="d" disabled={!isSettled} onClick={() => void deny()}>
            Deny
          </button>
          {!isWhole && (
            <button id="read-on" type="button" class="read-on" onClick={readOn}>
              More to read
            </button>
          )}
          <p id="gate-hint" class="quiet">
            {isWhole && !isSettled ? 'just opened' : ''}
          </p>
        </div>
      )}
    </section>
  );
}

/** The text of a gate for the user: a changed text must be read again, even of the same gate. */
function contentOf(state: Gated): string {
  if (state.status === 'plan_ready') return JSON.stringify([state.plan, state.options]);
  return JSON.stringify([state.tool, state.input, state.description, state.question, state.prompt, state.options]);
}

/** The complete content of a gate: the tool's input, or the plan, and what is on the screen. */
function GateText({ state }: { state: Gated }) {
  if (state.status === 'plan_ready') {
    if (state.plan === null)
      return <p>The plan could not be read{state.plan_file ? `: ${clipped(state.plan_file)}` : ''}.</p>;
    return <Markdown text={state.plan} />;
  }
  const { tool, input, description, question, prompt } = state;
  return (
    <>
      <p id="question" class="question">
        {clipped(question)}
      </p>
      {tool !== undefined && (
        <p class="tool-name">
          {clipped(tool)}
          {description !== undefined && <span class="quiet"> {clipped(description)}</span>}
        </p>
      )}
      {input !== undefined && <ToolInput input={input} />}
      <Prompt prompt={prompt} question={question} isOpen={input === undefined} />
    </>
  );
}

/** The words of the dialog itself: expanded if nothing else shows its subject. */
function Prompt({ prompt, question, isOpen }: { prompt: string; question: string; isOpen: boolean }) {
  const text = (prompt.endsWith(question) ? prompt.slice(0, -question.length) : prompt).trim();
  if (text === '') return null;
  if (isOpen)
    return (
      <pre id="prompt" class="dialog-text">
        {clipped(text)}
      </pre>
    );
  return (
    <details class="dialog-words">
      <summary>As shown on its screen</summary>
      <pre id="prompt" class="dialog-text">
        {clipped(text)}
      </pre>
    </details>
  );
}
