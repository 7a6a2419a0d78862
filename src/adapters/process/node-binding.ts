/** Node releases whose internal bindings are known to work for the adapters. */
const KNOWN_NODES = /^(?:20|22|24|26)\./;

/**
 * An internal module of Node; `undefined` if it is not available. Not tried where Node would warn about it (pending
 * deprecations) or refuse it (the permission model).
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
