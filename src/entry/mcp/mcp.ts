import * as z from 'zod/mini';
import { defineService } from '../../contract/service.ts';
import { CORE_TOOLS } from '../../operations/guide.ts';

/** Serves the operations as MCP tools to the program that started this process. */
export const mcp = defineService({
  name: 'mcp',
  summary: 'serve the commands as MCP tools on standard input and output',
  input: z.strictObject({ tools: z.optional(z.array(z.string())) }),
  describe: {
    tools: `which commands are tools: core, all, or names separated by commas (default: core, which is ${CORE_TOOLS.join(', ')}); or alone cms, for the tools of claude-multi-session, or dev-sessions, for those of that`,
  },
  cli: {
    examples: [
      'csd mcp',
      'csd mcp --tools core,launch,converse,stop',
      'csd mcp --tools all',
      'csd mcp --tools cms',
      'csd mcp --tools dev-sessions',
    ],
  },
  serve: async ({ tools }, host) => (await import('./mcp-main.ts')).runMcp(tools, host),
});
