/** Asks the host of a session that has no screen, over its private socket. */
export interface StreamLink {
  /**
   * One request, one answer. `undefined` where nobody listens at the socket, or the host went away before it answered: what
   * became of the request is then not known. Throws the signal's reason when it aborts.
   */
  ask(
    socket: string,
    request: object,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown> | undefined>;
}

/** What a host has of the world: all of it belongs to one session. */
export interface HostWorld {
  /** ms since 1970. */
  now(): number;
  /** Adds a line to the session's records. `partial`: text on its way, which a later record holds whole. */
  append(line: string, partial: boolean): void;
  /** Adds a line to what the session's turns have cost. */
  noteCost(line: string): void;
  /** No turn is open: where the file of records has grown long, a new one begins, with this line. */
  rotate(checkpoint: () => string): void;
  /** Says a record to the agent. */
  say(record: object): void;
  /** No more will be said to the agent. */
  close(): void;
  /** Replaces what everybody may read of the session. */
  publish(text: string): void;
  /** Shows text in the pane. */
  draw(text: string): void;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
