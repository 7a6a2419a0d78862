/** A machine, and the csd on it. */
export interface FarHost {
  /** As the person names it. */
  name: string;
  /** As the transport knows it. */
  destination: string;
  /** The name or path of csd there. */
  program: string;
  /** The configuration that it was looked up in: its file, and the text, absent where there is none. Absent where the environment had a say. */
  config?: { file: string; text?: string | undefined };
}

/** How a channel ended: the exit code of the far program, 255 for a failure of the transport; and the words of both on stderr. */
export interface ChannelEnd {
  code: number;
  words: string;
}

/** A conversation with `csd call` on another machine, in lines. */
export interface Channel {
  /** What comes from there, line by line, until the channel ends. To be read once. */
  lines: AsyncIterable<string>;
  /** Resolves when the channel has ended, however that came. */
  over: Promise<ChannelEnd>;
  /** Sends a line; it is lost where the channel has ended. */
  send(line: string): void;
  /** Ends the channel; what is under way there sees that its caller has left. */
  close(): void;
}

/** Reaches the csd of other machines. */
export interface Transport {
  /** The version of the csd that speaks here. */
  readonly version: string;
  /** Opens a channel; throws `unreachable` where the transport itself is missing here. */
  open(host: FarHost): Promise<Channel>;
  /** Gives up a connection that does not answer, so that the next channel opens another one. */
  drop(host: FarHost): Promise<void>;
  /** Writes down how a host that has answered is reached, for looks that come while the connection is kept. */
  remember?(host: FarHost): Promise<void>;
}
