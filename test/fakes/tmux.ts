import { CsdError } from '../../src/contract/errors.ts';
import type { ProcessLook } from '../../src/ports/processes.ts';
import type {
  Key,
  Look,
  NewPane,
  NewSession,
  PaneAddress,
  PaneCapture,
  PaneList,
  PaneTrace,
  Surveyor,
  Tmux,
} from '../../src/ports/tmux.ts';

export const FAKE_SOCKET = '/fake/tmux/default';

/**
 * A pane that a test plays. Set `screen` (rows joined by `\n`, filled up to `height` when captured) and the handlers,
 * which may change anything. Input is stored in `pastes` and `keys`, and in order in `received`.
 */
export class FakePane {
  readonly pastes: string[] = [];
  readonly keys: Key[] = [];
  /** Pastes and keys in the order they came: `paste:…` and `key:…`. */
  readonly received: string[] = [];
  /** When it was last drawn on, ms since 1970, in whole seconds; for a survey without a clock, just now. */
  drawnAt = Number.POSITIVE_INFINITY;
  private rows = '';
  command = 'agent';
  title = '';
  dead = false;
  folder = '/work/app';
  exitCode: number | undefined;
  inMode = false;
  bracketedPaste: boolean | undefined;
  cursor: { x: number; y: number; hidden?: boolean } = { x: 0, y: 0 };
  onPaste: ((text: string, pane: FakePane) => void) | undefined;
  onKey: ((key: Key, pane: FakePane) => void) | undefined;
  /** Runs before every look, so that a screen can change between two looks. */
  onLook: ((pane: FakePane) => void) | undefined;

  constructor(
    readonly id: string,
    readonly pid: number,
    public session: string,
    public width: number,
    public height: number,
    private readonly now: () => number = () => Number.POSITIVE_INFINITY,
  ) {}

  get screen(): string {
    return this.rows;
  }

  set screen(rows: string) {
    if (rows === this.rows) return;
    this.rows = rows;
    this.drawnAt = Math.floor(this.now() / 1000) * 1000;
  }

  /** True if tmux no longer reports the process of the pane, as 3.8 does once it has closed its terminal. */
  forgotten = false;

  /** Ends the process, leaving the screen as it is. */
  exit(code?: number): void {
    this.dead = true;
    this.exitCode = code;
  }

  capture(): PaneCapture {
    const rows = this.screen === '' ? [] : this.screen.split('\n');
    if (rows.length > this.height) throw new Error(`a screen of ${rows.length} rows in a pane of ${this.height}`);
    return {
      pane: this.id,
      pid: this.forgotten ? 0 : this.pid,
      session: this.session,
      command: this.command,
      dead: this.dead,
      ...(this.exitCode === undefined ? {} : { exitCode: this.exitCode }),
      inMode: this.inMode,
      title: this.title,
      width: this.width,
      height: this.height,
      cursor: this.cursor,
      ...(this.bracketedPaste === undefined ? {} : { bracketedPaste: this.bracketedPaste }),
      screen: [...rows, ...Array<string>(this.height - rows.length).fill('')].join('\n'),
    };
  }
}

/** tmux in memory, tested by the same conformance suite as the real one. */
export class FakeTmux implements Tmux {
  readonly panes = new Map<string, FakePane>();
  readonly looks: PaneAddress[][] = [];
  readonly started: NewSession[] = [];
  /** Plays the program of a new session; by default it stays silent. */
  onStart: ((session: NewSession, pane: FakePane) => void) | undefined;
  /** While set, every call fails with this message and proves nothing. */
  failure: string | undefined;
  /** Gives the next sessions this size, whatever was requested. */
  forcedSize: { width: number; height: number } | undefined;
  private nextId = 0;
  private nextPid = 40_001;

  /** A live pane in a session of this name; the first call returns `%0`. */
  add(session = 'job', size = { width: 80, height: 24 }): FakePane {
    const pane = new FakePane(
      `%${this.nextId++}`,
      this.nextPid++,
      session,
      size.width,
      size.height,
      () => this.now?.() ?? Number.POSITIVE_INFINITY,
    );
    this.panes.set(pane.id, pane);
    return pane;
  }

  /** The server ends with all its panes; pane ids begin again, process ids do not. */
  restartServer(): void {
    this.panes.clear();
    this.nextId = 0;
  }

  async newSession(session: NewSession): Promise<NewPane> {
    this.check('new-session');
    if (await this.hasSession(session.name)) throw new CsdError('name_taken', `duplicate session: ${session.name}`);
    this.started.push(session);
    const pane = this.add(session.name, this.forcedSize ?? session);
    this.onStart?.(session, pane);
    return { pane: pane.id, pid: pane.pid, socket: FAKE_SOCKET, width: pane.width, height: pane.height };
  }

  async respawn(session: NewSession): Promise<NewPane> {
    this.check('respawn-pane');
    const old = this.find({ target: `=${session.name}:` });
    if (!old) throw new CsdError('dead', `can't find session: ${session.name}`);
    this.started.push(session);
    const pane = new FakePane(old.id, this.nextPid++, session.name, old.width, old.height);
    this.panes.set(pane.id, pane);
    this.onStart?.(session, pane);
    return { pane: pane.id, pid: pane.pid, socket: FAKE_SOCKET, width: pane.width, height: pane.height };
  }

  async history(address: PaneAddress): Promise<string> {
    this.check('capture-pane');
    return this.find(address)?.screen ?? '';
  }

  /** Every survey that was made. */
  surveys = 0;
  /** The clock that says when a pane was drawn; without one every pane was just drawn. */
  now: (() => number) | undefined;

  /** Surveyors that were not closed yet. */
  readonly surveyors = new Set<Surveyor>();

  surveyor(): Surveyor {
    const surveyor: Surveyor = {
      survey: () => this.survey(),
      close: () => void this.surveyors.delete(surveyor),
    };
    this.surveyors.add(surveyor);
    return surveyor;
  }

  private async survey(): Promise<ReadonlyMap<string, PaneTrace> | undefined> {
    this.surveys++;
    if (this.failure !== undefined) return undefined;
    return new Map(
      [...this.panes.values()].map((pane) => {
        const { screen: _, title: __, command: ___, ...facts } = pane.capture();
        return [pane.id, { mark: JSON.stringify([facts, pane.drawnAt]), drawnAt: pane.drawnAt }];
      }),
    );
  }

  ownServer = () => FAKE_SOCKET;
  readonly serverVariables = ['TMUX'];
  /** The existing sockets, and why a server does not answer. */
  sockets: string[] = [FAKE_SOCKET];
  readonly silent = new Map<string, string>();
  /** The terminal state of a process, for addresses that name receivers. */
  standing: ((pid: number) => Promise<ProcessLook | undefined>) | undefined;

  async servers(): Promise<string[]> {
    return this.sockets;
  }

  async listPanes(socket: string): Promise<PaneList> {
    const reason = this.failure ?? this.silent.get(socket);
    if (reason !== undefined) return { kind: 'failed', reason };
    if (!this.sockets.includes(socket)) return { kind: 'gone' };
    const panes = [...this.panes.values()].map(({ id, pid, dead, session, folder }) => ({
      ...{ socket, pane: id, pid, dead, session, linked: [], window: 0, windowName: 'main', index: 0, folder },
    }));
    return { kind: 'listed', panes };
  }

  async look(addresses: PaneAddress[]): Promise<Look[]> {
    this.looks.push(addresses);
    return addresses.map((address) => {
      if (this.failure !== undefined) return { kind: 'failed', reason: this.failure };
      this.find(address)?.onLook?.(this.find(address) as FakePane);
      const pane = this.find(address);
      return pane ? { kind: 'seen', capture: pane.capture() } : { kind: 'gone', reason: `no pane ${address.target}` };
    });
  }

  async paste(address: PaneAddress, text: string): Promise<void> {
    const pane = await this.receiving(address, 'paste-buffer');
    pane.pastes.push(text);
    pane.received.push(`paste:${text}`);
    pane.onPaste?.(text, pane);
  }

  async press(address: PaneAddress, keys: Key[]): Promise<void> {
    if (keys.length === 0) return;
    const pane = await this.receiving(address, 'send-keys');
    pane.inMode = false;
    for (const key of keys) {
      pane.keys.push(key);
      pane.received.push(`key:${key}`);
      pane.onKey?.(key, pane);
    }
  }

  async leaveMode(address: PaneAddress): Promise<void> {
    this.check('copy-mode');
    const pane = this.find(address);
    if (pane) pane.inMode = false;
  }

  async killPane(address: PaneAddress): Promise<void> {
    this.check('kill-pane');
    const pane = this.find(address);
    if (pane) this.panes.delete(pane.id);
  }

  async killSession(name: string): Promise<void> {
    this.check('kill-session');
    for (const pane of [...this.panes.values()]) if (pane.session === name) this.panes.delete(pane.id);
  }

  async renameSession(name: string, to: string): Promise<void> {
    this.check('rename-session');
    if (await this.hasSession(to)) throw new CsdError('name_taken', `duplicate session: ${to}`);
    const panes = [...this.panes.values()].filter((pane) => pane.session === name);
    if (panes.length === 0) throw new CsdError('dead', `can't find session: ${name}`);
    for (const pane of panes) pane.session = to;
  }

  async hasSession(name: string): Promise<boolean> {
    this.check('has-session');
    return [...this.panes.values()].some((pane) => pane.session === name);
  }

  private find({ target }: PaneAddress): FakePane | undefined {
    const session = /^=(.*):$/.exec(target)?.[1];
    if (session === undefined) return this.panes.get(target);
    return [...this.panes.values()].find((pane) => pane.session === session);
  }

  private async receiving(address: PaneAddress, command: string): Promise<FakePane> {
    const pane = this.alive(address, command);
    for (const { pid, mark } of address.receiver?.processes ?? []) {
      const look = await this.standing?.(pid);
      if (look?.mark !== mark || look.standing !== 'foreground')
        throw new CsdError('dead', `the agent in the pane ${address.target} has ended or is not in the foreground`);
    }
    return pane;
  }

  private alive(address: PaneAddress, command: string): FakePane {
    this.check(command);
    const pane = this.find(address);
    if (!pane || pane.dead) throw new CsdError('dead', `the pane ${address.target} is gone, or its process has ended`);
    return pane;
  }

  private check(command: string): void {
    if (this.failure !== undefined)
      throw new CsdError('tmux_failed', `tmux command failed: ${command}: ${this.failure}`);
  }
}
