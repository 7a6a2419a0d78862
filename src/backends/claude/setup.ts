/** Where a registration or a guide counts: in every folder of the person's, or in one. */
export type Scope = 'global' | 'local';

/** The agent's own name of each. */
const SCOPES: Record<Scope, string> = { global: 'user', local: 'local' };

/** Its command that registers an MCP server, and one that takes it back; seen on 2.1.158 and 2.1.332. */
export function registerArgs(scope: Scope, name: string, words: readonly string[]): string[] {
  return ['mcp', 'add', '--scope', SCOPES[scope], name, '--', ...words];
}

/** The same for taking it back. */
export function unregisterArgs(scope: Scope, name: string): string[] {
  return ['mcp', 'remove', '--scope', SCOPES[scope], name];
}

/** What it says, with exit code 1, of a name that is registered already, and of one that is not; seen on both releases. */
export const REGISTERED = /already exists/;
export const NOT_REGISTERED = /^No .*MCP server/m;

/** The file of instructions that it reads in every folder, or in this one. */
export function instructionsFile(scope: Scope, configDir: string, cwd: string): string {
  return `${scope === 'global' ? configDir : cwd}/CLAUDE.md`;
}
