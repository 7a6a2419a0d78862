/** Releases of Node whose bindings are known to work as the adapters use them. */
const KNOWN_NODES = /^(?:20|22|24|26)\./;

/**
 * A part of Node below its public modules; `undefined` where it is not available. Node warns of this way where it is
 * asked to warn of what is to go, and refuses it under its permission model: there it is left alone.
 */
export function nodeBinding<Binding>(name: 'spawn_sync' | 'tcp_wrap'): Binding | undefined {
  const { env, execArgv, versions } = process;
  const asked = [env.NODE_OPTIONS, ...execArgv].some((word) => /pending-deprecation|permission/.test(word ?? ''));
  if (asked || env.NODE_PENDING_DEPRECATION || versions.bun !== undefined || !KNOWN_NODES.test(versions.node))
    return undefined;
  try {
    return (process as unknown as { binding(name: string): Binding }).binding(name);
  } catch {
    return undefined;
  }
}
