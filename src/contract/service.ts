import type * as z from 'zod/mini';
import type { Command } from './operation.ts';

/** What a service may use of its process. */
export interface ServiceHost {
  version: string;
  /** Aborted when the process is asked to end; the service then shuts down cleanly. */
  signal: AbortSignal;
  /** Writes after what was written before, and returns at once; the process ends after its last text. A reader that has gone away is not an error. */
  write(stream: 'stdout' | 'stderr', text: string): void;
  /** As `write`, settled when the text is written; false when the reader has gone away or a signal ends the wait for it. */
  stream(stream: 'stdout' | 'stderr', text: string): Promise<boolean>;
}

/**
 * A command that offers the operations to other programs until it is stopped, such as a server; it is not itself an
 * operation.
 */
export interface Service<Input extends z.ZodMiniObject = z.ZodMiniObject> extends Command<Input> {
  /**
   * Serves until `host.signal` aborts or its client has gone; returns the exit code, throws `CsdError` if it cannot
   * start.
   */
  serve(input: z.infer<Input>, host: ServiceHost): Promise<number>;
}

/** A service of any shape. */
// biome-ignore lint/suspicious/noExplicitAny: serve() is contravariant in its input, so no narrower type holds every service
export type AnyService = Service<any>;

/** Keeps a service's schema and functions typed together; returns it unchanged. */
export function defineService<Input extends z.ZodMiniObject>(service: Service<Input>): Service<Input> {
  return service;
}
