import type { Webhook } from '../contract/config.ts';

/** What to show to a person: one line each, without control characters. */
export interface Words {
  title: string;
  text: string;
}

/**
 * How an HTTP request ended: the status, or a short reason why there was none, which contains no part of the address.
 */
export type Answer = { status: number; retryAfterMs?: number } | { failure: string };

/** An HTTP request; its address can contain a secret. */
export interface Request {
  url: string;
  method: Webhook['method'];
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** The channels for notices outside csd. Each throws `CsdError` if it fails. */
export interface Notifiers {
  /**
   * Runs a program with the text on its standard input, at most `timeoutMs`; no part of the text is in the arguments.
   */
  exec(argv: readonly string[], input: string, timeoutMs: number): Promise<void>;
  /** A desktop notification, or else one in the user's terminals. */
  desktop(words: Words, socket?: string): Promise<void>;
  /** Rings the bell of the user's terminals. */
  bell(words: Words, socket?: string): Promise<void>;
  /** A line in the status lines of the user's tmux clients. */
  tmux(words: Words, socket?: string): Promise<void>;
  /** One request; redirects are not followed. Never throws. */
  post(request: Request, signal: AbortSignal | undefined): Promise<Answer>;
}
