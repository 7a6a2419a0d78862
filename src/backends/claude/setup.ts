/** Where a registration or a guide applies: in every folder of the user, or in one. */
export type Scope = 'global' | 'local';

/** The agent's own name for each. */
const SCOPES: Record<Scope, string> = { global: 'user', local: 'local' };

/** The command that registers an MCP server, and the one that unregisters it; observed on 2.1.158 and 2.1.332. */
export function registerArgs(scope: Scope, name: string, words: readonly string[]): string[] {
  return ['mcp', 'add', '--scope', SCOPES[scope], name, '--', ...words];
}

/** The same for unregistering it. */
export function unregisterArgs(scope: Scope, name: string): string[] {
  return ['mcp', 'remove', '--scope', SCOPES[scope], name];
}

/**
 * The messages, with exit code 1, for a name that is already registered and for one that is not; observed on both
 * releases.
 */
export const REGISTERED = /already exists/;
export const NOT_REGISTERED = /^No .*MCP server/m;

/** The file of instructions that it reads in every folder, or in this one. */
export function instructionsFile(scope: Scope, configDir: string, cwd: string): string {
  return `${scope === 'global' ? configDir : cwd}/CLAUDE.md`;
}
