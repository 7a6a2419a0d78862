import { joinSignals, releasing } from '../contract/join-signals.ts';
import { isStreaming } from '../contract/operation.ts';
import { splitAddress } from '../drive/hosts/address.ts';
import type { Context } from '../drive/session/context.ts';
import type { Hub } from '../drive/session/hub-interface.ts';
import type { FaceHost } from '../faces/host.ts';
import { callOperation } from '../operations/call-operation.ts';
import { OPERATIONS } from '../operations/index.ts';
import { onHosts } from '../operations/on-hosts/index.ts';
import { boundContext } from './create-context.ts';

/** What a face needs, from the context of this process: calls and streams end with the context's own signal too. */
export function createFaceHost(ctx: Context, version: string): FaceHost {
  return {
    version,
    pid: process.pid,
    operations: onHosts(OPERATIONS),
    async call(operation, input, signal) {
      const { signal: either, release } = joinSignals([ctx.signal, signal]);
      let items: AsyncIterable<unknown> | undefined;
      try {
        const outcome = await callOperation(operation, input, boundContext(ctx, either));
        if (!isStreaming(operation)) return outcome;
        items = outcome as AsyncIterable<unknown>;
      } finally {
        if (!items) release();
      }
      return releasing(items, release);
    },
    async *events({ signal, ...wanted }) {
      const { signal: either, release } = joinSignals([ctx.signal, signal]);
      try {
        yield* (await hubOf(ctx, wanted.sessions)).events({ ...wanted, signal: either });
      } finally {
        release();
      }
    },
    now: ctx.clock.elapsed,
    pause: ctx.clock.sleep,
  };
}

/** The hub of this process; for sessions of other machines, a hub for several hosts. */
async function hubOf(ctx: Context, sessions: readonly string[] = []): Promise<Pick<Hub, 'events'>> {
  if (!sessions.some((name) => name.includes('@'))) return ctx.hub();
  const { HostsHub } = await import('../drive/hosts/hosts-hub.ts');
  const places = new Map<string | undefined, string[]>();
  for (const { name, host } of sessions.map(splitAddress)) places.set(host, [...(places.get(host) ?? []), name]);
  const watchees = [...places].map(([host, names]) => ({ ...(host !== undefined && { host }), sessions: names }));
  return new HostsHub(ctx, watchees, true);
}
