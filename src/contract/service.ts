import type * as z from 'zod/mini';
import type { Command } from './operation.ts';

/** What a service may use of the process it runs in. */
export interface ServiceHost {
  version: string;
  /** Aborted when the process is asked to end: the service then stops in good order. */
  signal: AbortSignal;
  /** Writes whole; a reader that has gone away is not an error. */
  write(stream: 'stdout' | 'stderr', text: string): void;
}

/** A command that offers the operations to other programs until it is stopped, such as a server; it is not an operation itself. */
export interface Service<Input extends z.ZodMiniObject = z.ZodMiniObject> extends Command<Input> {
  /** Serves until `host.signal` is aborted or its client has gone; answers the exit code, throws `CsdError` when it cannot begin. */
  serve(input: z.infer<Input>, host: ServiceHost): Promise<number>;
}

/** A service of any shape. */
// biome-ignore lint/suspicious/noExplicitAny: serve() is contravariant in its input, so no narrower type holds every service
export type AnyService = Service<any>;

/** Keeps a service's schema and functions typed together; returns it unchanged. */
export function defineService<Input extends z.ZodMiniObject>(service: Service<Input>): Service<Input> {
  return service;
}
