/** How long a stream may be silent before it sends a heartbeat, ms. */
const HEARTBEAT_MS = 15_000;

/** One server-sent event. */
export interface Sent {
  id?: string;
  event?: string;
  data: unknown;
}

/**
 * A `text/event-stream` of these events. Takes nothing from the source before the client has room for it, so a slow
 * client costs no memory here; the last argument is called once when the client has disconnected.
 */
export function streamEvents(
  source: AsyncIterable<Sent>,
  pause: (ms: number, signal: AbortSignal) => Promise<void>,
  stop: () => void,
): Response {
  const bytes = new TextEncoder();
  const pending = source[Symbol.asyncIterator]();
  let next: Promise<IteratorResult<Sent>> | undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(bytes.encode('retry: 1000\n\n')),
      async pull(controller) {
        next ??= pending.next();
        const silence = new AbortController();
        try {
          const heard = await Promise.race([next, pause(HEARTBEAT_MS, silence.signal).then(() => undefined)]);
          if (heard === undefined) return controller.enqueue(bytes.encode(': alive\n\n'));
          next = undefined;
          if (heard.done) return controller.close();
          controller.enqueue(bytes.encode(write(heard.value)));
        } finally {
          silence.abort();
        }
      },
      cancel: stop,
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
}

function write({ id, event, data }: Sent): string {
  const head = [...(id === undefined ? [] : [`id: ${id}`]), ...(event === undefined ? [] : [`event: ${event}`])];
  return `${[...head, `data: ${JSON.stringify(data)}`].join('\n')}\n\n`;
}
