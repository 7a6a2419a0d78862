import type { Event, Watched } from '../../contract/event.ts';
import { foldEvent } from '../../contract/fold-event.ts';
import { describeFailure } from '../failure.ts';
import type { Canvas } from './canvas.ts';
import { difference, ENTER, type Frame, LEAVE } from './differences.ts';
import { paste, press } from './keys.ts';
import { drawFrame, pageRows } from './layout.ts';
import {
  type Details,
  type Effect,
  emptyModel,
  type Model,
  renamed,
  SETTLE_MS,
  type Seen,
  withSessions,
} from './model.ts';
import type { TopHost } from './top-host.ts';
import { withView } from './with-view.ts';

/** How often times are redrawn, and the screen of the chosen session is read, ms. */
const TICK_MS = 1000;
/** Events within this time are drawn together, ms. */
const BURST_MS = 40;

/**
 * Shows the sessions until the user quits or the signal aborts. Observes them through `watch`, acts through the
 * operations, and requests nothing about a session that it does not show.
 */
export async function runTop(host: TopHost, signal: AbortSignal): Promise<void> {
  await new Top(host, signal).run();
}

class Top {
  private model: Model;
  private shown: Frame | undefined;
  private isAway = false;
  /** The terminal has not taken the last drawing yet, and what was to be drawn since. */
  private isDrawing = false;
  private isBehind = false;
  private readonly due = new Set<number>();
  private readonly life = new AbortController();
  private failed: unknown;
  private unlisten: () => void = () => undefined;

  constructor(
    private readonly host: TopHost,
    signal: AbortSignal,
  ) {
    this.model = emptyModel(host.cwd);
    const leave = () => this.life.abort(signal.reason);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  }

  async run(): Promise<void> {
    const { host } = this;
    void host.draw(ENTER);
    this.listen();
    const unresize = host.terminal.onResize(() => {
      this.shown = undefined;
      this.draw();
    });
    this.draw();
    try {
      await Promise.all([this.watch(), this.tick()]);
    } catch (error) {
      this.failed ??= error;
    } finally {
      unresize();
      // A terminal that takes nothing may also keep who changes its mode waiting; the end of the process does that then.
      if (await host.draw(LEAVE)) this.unlisten();
    }
    if (this.failed !== undefined && this.failed !== LEFT) throw this.failed;
  }

  private listen(): void {
    this.unlisten = this.host.keyboard.listen({
      key: (key) => this.press(key),
      paste: (text) => this.change(paste(this.model, text)),
    });
  }

  private async watch(): Promise<void> {
    const watch = await this.host.operations.watch?.();
    if (watch === undefined) throw new Error('there is no watch');
    const known = new Map<string, Watched>();
    try {
      const events = (await this.host.call(watch, this.host.hosts, this.life.signal)) as AsyncIterable<Event>;
      for await (const event of events) {
        if (event.type === 'usage') {
          const seen = known.get(event.session);
          if (seen) known.set(event.session, { ...seen, usage: event.usage });
        } else if (event.type === 'notice')
          this.model = { ...this.model, notice: { text: event.message, isBad: true } };
        const names = [...known.keys()].join();
        foldEvent(known, event);
        if (event.type === 'gone' && event.renamed_to !== undefined) {
          // It appears in the next event, under its new name.
          this.model = renamed(this.model, event.session, event.renamed_to);
          continue;
        }
        if ([...known.keys()].join() !== names) void this.readDetails();
        this.model = withSessions(this.model, [...known.values()] as Seen[]);
        this.drawIn(BURST_MS);
      }
    } catch (error) {
      if (!this.life.signal.aborted) this.leave(error);
    }
  }

  /** Reads what events do not contain: tags, creators and branches. If that fails, the list is shown without them. */
  private async readDetails(): Promise<void> {
    const ps = await this.host.operations.ps?.();
    if (ps === undefined) return;
    const found = await this.host.call(ps, this.host.hosts, this.life.signal).catch(() => undefined);
    const { sessions = [] } = (found ?? {}) as {
      sessions?: (Details & { name: string; worktree?: { branch: string } })[];
    };
    const details = sessions.map(({ name, creator, tags, worktree }): [string, Details] => [
      name,
      {
        ...(creator !== undefined && { creator }),
        ...(tags && { tags }),
        ...(worktree && { branch: worktree.branch }),
      },
    ]);
    if (found !== undefined) this.change({ ...this.model, details: new Map(details) });
  }

  private async tick(): Promise<void> {
    const { signal } = this.life;
    while (!signal.aborted) {
      await this.readScreen();
      this.draw();
      await this.host.pause(TICK_MS, signal).catch(() => undefined);
    }
  }

  private async readScreen(): Promise<void> {
    const { showsScreen, chosen } = this.model;
    if (!showsScreen || chosen === undefined || this.isAway) return;
    const screen = await this.host.operations.screen?.();
    if (screen === undefined) return;
    const text = await this.host.call(screen, { session: chosen, lines: 200 }, this.life.signal).then(
      (seen) => (seen as { text?: string }).text ?? '',
      (error: unknown) => describeFailure(error).json.error,
    );
    this.model = { ...this.model, screen: { session: chosen, text } };
  }

  private press(key: string): void {
    const before = withView(this.model, this.canvas());
    const { model, effect } = press(before, key, pageRows(before, this.host.terminal.size().rows));
    this.change(model);
    if (model.showsScreen && (model.chosen !== before.chosen || !before.showsScreen))
      void this.readScreen().then(() => this.draw());
    if (effect) void this.play(effect);
  }

  private async play(effect: Effect): Promise<void> {
    if (effect.kind === 'quit') return this.leave(LEFT);
    if (effect.kind === 'attach') return this.attach(effect.session);
    const { operation: name, input, doing, done } = effect;
    this.say(doing, false);
    try {
      const operation = await this.host.operations[name]?.();
      if (operation === undefined) throw new Error(`there is no ${name}`);
      await this.host.call(operation, input, this.life.signal);
      if (name === 'send') this.dropDraft(input);
      this.say(done, false);
    } catch (error) {
      if (!this.life.signal.aborted) this.say(describeFailure(error).json.error, true);
    }
  }

  /** Discards a draft that has arrived, unless it was changed since. */
  private dropDraft({ session, prompt }: Record<string, unknown>): void {
    const drafts = new Map(this.model.drafts);
    if (drafts.get(String(session)) === prompt) drafts.delete(String(session));
    this.model = { ...this.model, drafts };
  }

  private async attach(session: string): Promise<void> {
    this.unlisten();
    this.isAway = true;
    await this.host.draw(LEAVE);
    try {
      await this.host.attach(session);
    } catch (error) {
      this.model = { ...this.model, notice: { text: describeFailure(error).json.error, isBad: true } };
    }
    this.isAway = false;
    if (this.life.signal.aborted) return;
    void this.host.draw(ENTER);
    this.listen();
    this.shown = undefined;
    this.draw();
  }

  private say(text: string, isBad: boolean): void {
    this.change({ ...this.model, notice: { text, isBad } });
  }

  private change(model: Model): void {
    this.model = model;
    this.draw();
  }

  private leave(reason: unknown): void {
    if (this.life.signal.aborted) return;
    this.failed = reason;
    this.life.abort(LEFT);
  }

  /** Draws once after this time, ms, however often it is called until then. */
  private drawIn(ms: number): void {
    if (this.due.has(ms)) return;
    this.due.add(ms);
    void this.host.pause(ms, this.life.signal).then(
      () => {
        this.due.delete(ms);
        this.draw();
      },
      () => undefined,
    );
  }

  /** Redraws a gate that has just been shown completely when it can be approved. */
  private drawWhenReady(): void {
    const { mode } = this.model;
    if (mode.kind === 'gate' && mode.wholeAt !== undefined && !mode.isReady) this.drawIn(SETTLE_MS);
  }

  private canvas(): Canvas {
    const { terminal } = this.host;
    return { ...terminal.size(), now: this.host.time(), colours: terminal.colours };
  }

  private draw(): void {
    if (this.isAway || this.life.signal.aborted) return;
    this.isBehind = this.isDrawing;
    if (this.isBehind) return;
    const canvas = this.canvas();
    this.model = withView(this.model, canvas);
    const frame = drawFrame(this.model, canvas);
    this.drawWhenReady();
    const text = difference(this.shown, frame);
    this.shown = frame;
    if (text === '') return;
    this.isDrawing = true;
    void this.host.draw(text).then(() => {
      this.isDrawing = false;
      if (this.isBehind) this.draw();
    });
  }
}

const LEFT = new Error('the person has left');
