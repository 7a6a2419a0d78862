/** Asks the host of a session that has no screen, over its private socket. */
export interface StreamLink {
  /**
   * One request, one answer. `undefined` if nobody listens at the socket, or if the host ended before it answered:
   * whether the request was done is then unknown. Throws the signal's reason when it aborts.
   */
  ask(
    socket: string,
    request: object,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown> | undefined>;
}

/** The host's access to the outside; all of it belongs to one session. */
export interface HostWorld {
  /** ms since 1970. */
  now(): number;
  /** Appends a line to the session's records. `partial`: streamed text that a later record repeats in full. */
  append(line: string, partial: boolean): void;
  /** Appends a line to the costs of the session's turns. */
  noteCost(line: string): void;
  /** Called when no turn is open: starts a new file of records with this line if the current one has become long. */
  rotate(checkpoint: () => string): void;
  /** Sends a record to the agent. */
  say(record: object): void;
  /** Closes the agent's input. */
  close(): void;
  /** Replaces the session's published state. */
  publish(text: string): void;
  /** Writes text to the pane. */
  draw(text: string): void;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
