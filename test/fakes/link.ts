import type { StreamLink } from '../../src/ports/stream.ts';

/** A link to hosts whose answers the test supplies; without an answer nobody listens. */
export class FakeLink implements StreamLink {
  readonly asked: { socket: string; request: Record<string, unknown> }[] = [];
  answer: (request: Record<string, unknown>) => Record<string, unknown> | undefined = () => undefined;

  async ask(socket: string, request: object): Promise<Record<string, unknown> | undefined> {
    const one = request as Record<string, unknown>;
    this.asked.push({ socket, request: one });
    return this.answer(one);
  }
}
