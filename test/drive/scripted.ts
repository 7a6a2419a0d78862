import type { Sidecar } from '../../src/contract/session.ts';
import { Log } from '../detect/records.ts';
import { asked, busy, composer, dialog, said } from '../detect/screens.ts';
import type { FakeContext } from '../fakes/context.ts';
import type { FakePane } from '../fakes/tmux.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const CONFIG = '/home/me/.claude';

/** An open dialog; `onConfirm` runs when a row is confirmed and gets its label. */
export interface Gate {
  title?: string;
  body?: string[];
  question?: string;
  options: string[];
  selected?: number;
  numbered?: boolean;
  hint?: string;
  onConfirm?: (label: string, agent: ScriptedAgent) => void;
  /** Keys that neither move the cursor nor confirm. */
  onKey?: (key: string) => void;
}

/** A gate of the Bash tool with the words of 2.1.330. */
export const bashGate = (command: string, onConfirm?: Gate['onConfirm']): Gate => ({
  title: 'Bash command',
  body: [command, ''],
  question: 'Do you want to proceed?',
  options: ['Yes', 'Yes, and don’t ask again for: touch *', 'No'],
  ...(onConfirm ? { onConfirm } : {}),
});

/**
 * An agent in a fake pane: a composer and menus that react to pastes and keys, a transcript and a status file. A test
 * sets faults beforehand: lost keys, or a hook that runs at a given point.
 */
export class ScriptedAgent {
  readonly pane: FakePane;
  readonly sidecar: Sidecar;
  readonly log: Log;
  readonly transcript: string;
  conversation: string[] = [];
  draft = '';
  /** The newest prompt, which Up recalls into the composer and Down removes again; none if absent. */
  remembered: string | undefined;
  working = false;
  /** Draws nothing at all, as before a composer is open. */
  blank = false;
  gate: Gate | undefined;
  selected = 0;
  /** How many of the next keys of a name have no effect, and how many pastes. */
  swallow: Record<string, number> = {};
  /** How long after the screen change the transcript is written, in ms; `undefined` never. */
  transcriptLag: number | undefined = 50;
  writesStatus = true;
  /** Runs before a key or paste takes effect. */
  before: ((what: string, agent: ScriptedAgent) => void) | undefined;
  /** Replaces the effect of a submitted prompt. */
  onSubmit: ((text: string, agent: ScriptedAgent) => void) | undefined;

  constructor(
    readonly ctx: FakeContext,
    name = 'job',
    /** The conversation's id. */
    readonly id = ID,
    /** The pane that a launch has created. */
    pane = ctx.tmux.add(name),
  ) {
    this.transcript = `${CONFIG}/projects/-work-app/${id}.jsonl`;
    this.pane = pane;
    this.pane.command = 'claude';
    this.log = new Log(() => ctx.clock.now());
    this.sidecar = {
      name,
      session_id: id,
      cwd: '/work/app',
      backend: 'claude',
      jsonl_path: null,
      permission_mode: null,
      backend_version: null,
      created: '',
      config_dir: CONFIG,
      pane: this.pane.id,
      pane_pid: this.pane.pid,
      tmux_session: name,
    };
    this.pane.onPaste = (text) => this.react('paste', () => this.type(text));
    this.pane.onKey = (key) => this.react(key, () => (this.gate ? this.pressInGate(key) : this.pressInComposer(key)));
    this.setStatus('idle');
    this.draw();
  }

  /** A finished turn, so that the session is done. */
  finishTurn(text = 'Hello.'): void {
    this.working = false;
    this.log.answer(text).ended();
    this.conversation.push(...said(text));
    this.writeTranscript();
    this.setStatus('idle');
    this.draw();
  }

  open(gate: Gate): void {
    this.gate = gate;
    this.selected = gate.selected ?? 0;
    this.setStatus('waiting');
    this.draw();
  }

  close(): void {
    this.gate = undefined;
    this.working = true;
    this.setStatus('busy');
    this.draw();
  }

  /** Keys that had an effect: all except those that a copy mode took. */
  get keys(): string[] {
    return this.pane.keys;
  }

  draw(): void {
    const { width, height } = this.pane;
    const place = { width, height, above: this.conversation };
    if (this.blank) {
      this.pane.screen = '';
      return;
    }
    const shown = this.gate
      ? dialog({ ...place, ...this.gate, selected: this.selected })
      : composer({ ...place, above: [...this.conversation, ...(this.working ? busy() : [])], draft: this.rows() });
    this.pane.screen = shown.text;
    this.pane.cursor = shown.cursor;
  }

  setStatus(status: string): void {
    if (!this.writesStatus) return;
    const record = { pid: this.pane.pid, sessionId: this.id, status, updatedAt: this.ctx.clock.now() };
    this.ctx.files.put(`${CONFIG}/sessions/${this.pane.pid}.json`, JSON.stringify(record));
  }

  writeTranscript(): void {
    this.ctx.files.put(this.transcript, this.log.text);
  }

  private rows(): string[] {
    const lines = this.draft.split('\n');
    return lines.length > 8 ? [`[Pasted text #1 +${lines.length - 1} lines]`] : lines;
  }

  private react(what: string, act: () => void): void {
    this.before?.(what, this);
    const left = this.swallow[what] ?? 0;
    if (left > 0) this.swallow[what] = left - 1;
    else act();
    this.draw();
  }

  private type(text: string): void {
    if (!this.gate) this.draft += text;
  }

  private pressInComposer(key: string): void {
    if (key === 'Enter') this.submit();
    else if (key === 'BSpace') this.draft = this.draft.slice(0, -1);
    else if (key === 'C-u') this.draft = this.draft.split('\n').slice(0, -1).join('\n');
    else if (key === 'Up') this.draft = this.remembered ?? this.draft;
    else if (key === 'Down') this.draft = this.draft === this.remembered ? '' : this.draft;
    else if (key.length === 1) this.draft += key;
  }

  private pressInGate(key: string): void {
    const { gate } = this;
    const last = (gate?.options.length ?? 0) - 1;
    if (key === 'Up') this.selected = Math.max(0, this.selected - 1);
    else if (key === 'Down') this.selected = Math.min(last, this.selected + 1);
    else if (key === 'Enter') {
      this.close();
      gate?.onConfirm?.(gate.options[this.selected] ?? '', this);
    } else gate?.onKey?.(key);
  }

  private submit(): void {
    if (this.draft === '') return;
    const text = this.draft.trimEnd();
    this.draft = '';
    if (this.onSubmit) this.onSubmit(text, this);
    else this.take(text);
  }

  /** The effect of a prompt: a turn begins, or the prompt waits for the one in flight. */
  take(text: string): void {
    if (this.working) this.log.enqueue(text);
    else {
      this.log.prompt(text);
      this.conversation.push(...asked(text.split('\n')[0] ?? ''));
      this.working = true;
      this.setStatus('busy');
    }
    const { transcriptLag } = this;
    if (transcriptLag !== undefined) this.ctx.clock.after(transcriptLag, () => this.writeTranscript());
  }
}
