import { parseJson } from '../../contract/json.ts';
import type { StreamFact, StreamGrammar, StreamSession } from '../../detect/agent/stream-grammar.ts';
import { sumUsage } from '../../detect/stream/count.ts';
import { emptyStream, foldStream, isBusy, START_LENGTH, type StreamState } from '../../detect/stream/fold-stream.ts';
import type { Checkpoint } from '../../detect/stream/replay.ts';
import type { HostWorld } from '../../ports/stream.ts';
import { clean, Drawer } from './draw.ts';
import { FactWaits } from './fact-waits.ts';
import type { HostReply, HostRequest, HostStart } from './host-protocol.ts';

/** How long the agent may take to accept a prompt, to accept an answer, and to stop, ms. */
const TAKEN_MS = 30_000;
const ANSWERED_MS = 5000;
const STOPPED_MS = 15_000;
/** How long a working agent may take to report that a prompt is in its queue, ms; 2.1.158 never does. */
const QUEUED_MS = 500;

/** How long an expected turn may take to begin, ms. */
const BEGUN_MS = 5000;

/** How many requests to remember. */
const MOST_REMEMBERED = 500;

/** Hosts one agent: reads its records, folds them into a state, and sends it the callers' requests, each once. */
export class StreamHost {
  private state: StreamState;
  private published = '';
  private readonly replies = new Map<string, Promise<HostReply>>();
  private readonly waits: FactWaits;
  /** The texts of the prompts whose turns have not begun yet. */
  private readonly texts = new Map<string, string>();
  private gone = false;
  private readonly drawer: Drawer;
  private readonly session: StreamSession;

  constructor(
    private readonly world: HostWorld,
    private readonly grammar: StreamGrammar,
    private readonly start: Pick<HostStart, 'name' | 'socket' | 'before'> & Partial<Pick<HostStart, 'session'>>,
    private readonly pids: { host: number; agent: number; agentStart?: string },
  ) {
    this.drawer = new Drawer(start.name);
    this.waits = new FactWaits(world.sleep);
    this.session = start.session ?? { mark: '' };
    this.state = { ...emptyStream(), ...start.before };
  }

  /** Sends the agent's opening record. */
  begin(): void {
    this.log('host', this.checkpoint());
    this.publish();
    this.noteCost(true);
    for (const record of this.grammar.opening(this.session)) this.say(record);
  }

  /** Processes one line of the agent's output. A line that is not a record is kept, without effect. */
  hear(line: string): void {
    const record = parseJson(line);
    const facts = record === undefined ? [] : this.grammar.read(record, this.state, this.session);
    const isPartial = facts.length > 0 && facts.every(({ kind }) => kind === 'delta' || kind === 'part');
    this.log('agent', record ?? line, isPartial);
    for (const said of this.grammar.reply?.(record, this.session) ?? []) this.say(said);
    for (const fact of facts) {
      this.take(fact);
      if (fact.kind === 'failed') this.world.close();
      if (fact.kind === 'lost') this.sayAgain(fact.id);
    }
    this.publish();
    if (facts.some((fact) => fact.kind === 'ended' && fact.usage)) this.noteCost(false);
    if (facts.some(({ kind }) => kind === 'ended') && !isBusy(this.state))
      this.world.rotate(() => this.entry('host', this.checkpoint()));
  }

  /** Shows a line that the agent wrote outside its records. */
  complain(text: string): void {
    this.log('stderr', text);
    this.world.draw(clean(text));
  }

  /** The agent is gone: everyone waiting for it is told. */
  end(how: { code: number | null; signal: string | null }): void {
    this.gone = true;
    this.log('host', { ended: how });
    this.waits.tell('gone');
  }

  /** Executes a request once: the same id again gets the same reply. */
  ask(request: HostRequest): Promise<HostReply> {
    const known = this.replies.get(request.id);
    if (known) return known;
    const reply = this.carryOut(request);
    this.replies.set(request.id, reply);
    const [oldest] = this.replies.keys();
    if (this.replies.size > MOST_REMEMBERED && oldest !== undefined) this.replies.delete(oldest);
    return reply;
  }

  private async carryOut(request: HostRequest): Promise<HostReply> {
    if (this.gone) return { ok: false, code: 'dead' };
    switch (request.act) {
      case 'prompt':
        return this.prompt(request);
      case 'gate':
        return this.answer(request);
      case 'interrupt':
        return this.interrupt(request.id);
      case 'end':
        this.log('csd', { end: true });
        this.world.close();
        return { ok: true };
    }
  }

  private async prompt({ id, text, ifIdle, command }: HostRequest & { act: 'prompt' }): Promise<HostReply> {
    if (!this.state.ready) return { ok: false, code: 'not_ready' };
    if (this.state.gates.length > 0) return { ok: false, code: 'gated' };
    const wasBusy = isBusy(this.state);
    const carryOut = command === undefined ? undefined : this.grammar.commands?.[command];
    if ((ifIdle || carryOut) && wasBusy) return { ok: false, code: 'not_ready' };
    const newest = Math.max(this.state.turn ?? 0, ...this.state.pending.map(({ turn }) => turn));
    const turn = Math.max(this.world.now(), newest + 1);
    const prompted: StreamFact = { kind: 'prompted', id, text: text.slice(0, START_LENGTH), turn };
    this.take({ ...prompted, text });
    for (const known of this.texts.keys()) if (this.isOver(known)) this.texts.delete(known);
    if (!carryOut) this.texts.set(id, text);
    this.say(carryOut ? carryOut(id, this.state, this.session) : this.grammar.prompt(text, id, this.state), {
      turn,
      fact: prompted,
    });
    this.publish();
    return wasBusy ? this.proveQueued(id, turn) : this.proveTaken(id, turn, carryOut !== undefined);
  }

  /** Sends a prompt again that the agent dropped and that never got a turn. */
  private sayAgain(id: string): void {
    const text = this.texts.get(id);
    if (text !== undefined && !this.isOver(id)) this.say(this.grammar.prompt(text, id, this.state), { again: true });
  }

  private async proveTaken(id: string, turn: number, isCommand: boolean): Promise<HostReply> {
    const isEnough = isCommand || !this.grammar.givesBack;
    // An idle agent summarises its conversation on request, and claude 2.1.158 reports nothing else about that.
    const hasBegun = ({ kind, detail }: StreamFact & { detail?: string }) =>
      kind === 'began' || detail === 'compacting';
    const isProof = (fact: StreamFact) =>
      isOf(fact, 'taken', id) || (isEnough && hasBegun(fact)) || this.isOver(id) ? fact : undefined;
    const proof = await this.waits.until(isProof, TAKEN_MS);
    if (proof === 'gone') return { ok: false, code: 'dead', step: 'proof' };
    if (proof === undefined) return { ok: false, code: 'not_accepted', step: 'proof' };
    if (proof.kind === 'refused') return { ok: false, code: 'not_accepted', step: proof.error };
    return { ok: true, outcome: 'submitted', confirmed_by: proof.kind === 'taken' ? 'replay' : 'turn', turn };
  }

  /**
   * The prompt is in the agent's queue or was accepted; a working agent reads its input all the time, and need not
   * report it.
   */
  private async proveQueued(id: string, turn: number): Promise<HostReply> {
    const isProof = (fact: StreamFact) =>
      isOf(fact, 'taken', id) || isOf(fact, 'queued', id) || isOf(fact, 'refused', id) ? fact : undefined;
    const proof = await this.waits.until(isProof, this.grammar.givesBack ? TAKEN_MS : QUEUED_MS);
    if (proof === 'gone') return { ok: false, code: 'dead', step: 'proof' };
    if (proof?.kind === 'refused') return { ok: false, code: 'not_accepted', step: proof.error };
    if (!proof && this.grammar.givesBack) return { ok: false, code: 'not_accepted', step: 'proof' };
    const taken = proof?.kind === 'taken';
    const confirmed_by = taken ? 'replay' : proof ? 'queue' : 'written';
    return { ok: true, outcome: taken ? 'submitted' : 'queued', confirmed_by, turn };
  }

  /** Its turn has ended, or it was a command that began none. */
  private isOver(id: string): boolean {
    return !this.state.pending.some((one) => one.id === id);
  }

  private async answer({ gate: id, verdict }: HostRequest & { act: 'gate' }): Promise<HostReply> {
    const gate = this.state.gates.find((one) => one.id === id);
    if (!gate) return { ok: false, code: this.state.gates.length > 0 ? 'gate_changed' : 'no_gate' };
    const answered: StreamFact = { kind: 'answered', id };
    this.take(answered);
    this.say(this.grammar.answer(gate, verdict), { fact: answered });
    this.publish();
    const isProof = (fact: StreamFact) =>
      (fact.kind === 'gate_answered' && fact.id === id) || fact.kind === 'tool_ended' || fact.kind === 'ended'
        ? fact
        : undefined;
    const proof = await this.waits.until(isProof, ANSWERED_MS);
    if (proof === 'gone') return { ok: false, code: 'dead', step: 'proof' };
    return proof === undefined ? { ok: false, code: 'not_accepted', step: 'proof' } : { ok: true };
  }

  private async interrupt(id: string): Promise<HostReply> {
    if (!isBusy(this.state)) return { ok: true, interrupted: false };
    this.take({ kind: 'interrupting' });
    // An expected turn begins at once, and can be named then.
    if (!this.grammar.interrupt(id, this.state))
      await this.waits.until((fact) => (fact.kind === 'began' || fact.kind === 'ended' ? fact : undefined), BEGUN_MS);
    const record = this.grammar.interrupt(id, this.state);
    if (!record) return isBusy(this.state) ? { ok: false, code: 'not_accepted' } : { ok: true, interrupted: false };
    this.say(record);
    const proof = await this.waits.until((fact) => (fact.kind === 'ended' ? fact : undefined), STOPPED_MS);
    if (proof === 'gone') return { ok: false, code: 'dead' };
    if (proof?.kind === 'ended') return { ok: true, interrupted: proof.interrupted === true };
    return isBusy(this.state) ? { ok: false, code: 'not_accepted' } : { ok: true, interrupted: false };
  }

  private take(fact: StreamFact): void {
    const at = this.world.now();
    this.state = foldStream(this.state, fact, at);
    const text = this.drawer.draw(fact, this.state);
    if (text !== '') this.world.draw(text);
    this.waits.tell(fact);
  }

  private say(record: object, more: object = {}): void {
    this.log('csd', record, false, more);
    this.world.say(record);
  }

  private log(from: string, record: unknown, partial = false, more: object = {}): void {
    this.world.append(this.entry(from, record, more), partial);
  }

  private entry(from: string, record: unknown, more: object = {}): string {
    return `${JSON.stringify({ at: this.world.now(), from, ...more, record })}\n`;
  }

  private checkpoint(): Checkpoint {
    return { checkpoint: this.state, session: { mark: this.session.mark } };
  }

  /**
   * Records what the session has cost so far; if the agent does not report it, only that it was started, with nothing
   * counted yet.
   */
  private noteCost(isStart: boolean): void {
    const { cost = isStart ? 0 : undefined } = sumUsage(this.state);
    if (cost !== undefined) this.world.noteCost(`${JSON.stringify({ at: this.world.now(), total: cost })}\n`);
  }

  private publish(): void {
    const text = JSON.stringify({ ...this.pids, socket: this.start.socket, stream: this.state });
    if (text === this.published) return;
    this.published = text;
    this.world.publish(`${text}\n`);
  }
}

/** True if a fact of that kind is about that prompt. */
function isOf(fact: StreamFact, kind: 'taken' | 'queued' | 'refused', id: string): boolean {
  return fact.kind === kind && fact.id === id;
}
