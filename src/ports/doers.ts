import type { Webhook } from '../contract/config.ts';

/** What is to be shown to a person: one line each, without control characters. */
export interface Words {
  title: string;
  text: string;
}

/** How a request over HTTP ended: the status, or in a few words why there was none. No part of an address is in it. */
export type Answer = { status: number; retryAfterMs?: number } | { failure: string };

/** What is done with a notice outside of csd. Each throws `CsdError` where it could not be done. */
export interface Doers {
  /** Runs a program with the text on its standard input, at most `timeoutMs`; nothing of it is in the arguments. */
  exec(argv: readonly string[], input: string, timeoutMs: number): Promise<void>;
  /** A notification of the desktop, else one that the terminals of the person show. */
  desktop(words: Words, socket?: string): Promise<void>;
  /** Rings the bell of the person's terminals. */
  bell(words: Words, socket?: string): Promise<void>;
  /** A line in the status lines of the person's tmux clients. */
  tmux(words: Words, socket?: string): Promise<void>;
  /** One request; redirects are not followed. Never throws. */
  post(
    url: string,
    method: Webhook['method'],
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal | undefined,
  ): Promise<Answer>;
}
