/** A machine, and the csd on it. */
export interface RemoteHost {
  /** The name that the person uses. */
  name: string;
  /** The destination that the transport uses. */
  destination: string;
  /** The name or path of csd there. */
  program: string;
  /**
   * The configuration it came from: its file and text, text absent if there was no file. Absent if the environment had
   * an influence.
   */
  config?: { file: string; text?: string | undefined };
}

/**
 * How a channel ended: the exit code of the remote program, 255 for a failure of the transport; and the stderr of both.
 */
export interface ChannelEnd {
  code: number;
  words: string;
}

/** A conversation with `csd call` on another machine, in lines. */
export interface Channel {
  /**
   * The lines from there until the channel ends. Read it only once. A line that is longer than was asked for ends the
   * channel, and throws `remote_failed` with `malformed`.
   */
  lines: AsyncIterable<string>;
  /** Resolves when the channel has ended for any reason. */
  over: Promise<ChannelEnd>;
  /** Sends a line; lost if the channel has ended. */
  send(line: string): void;
  /** Ends the channel; calls in progress there see that their caller has disconnected. */
  close(): void;
}

/** Reaches the csd of other machines. */
export interface Transport {
  /** The version of this csd. */
  readonly version: string;
  /**
   * Opens a channel with lines of at most so many characters; throws `unreachable` if the transport itself is missing
   * here.
   */
  open(host: RemoteHost, mostCharacters: number): Promise<Channel>;
  /** Drops a connection that does not answer, so that the next channel opens another one. */
  drop(host: RemoteHost): Promise<void>;
  /** Records how to reach a host that has answered, for later calls while the connection is kept. */
  remember?(host: RemoteHost): Promise<void>;
}
