import * as z from 'zod/mini';
import { defineService } from '../contract/service.ts';

/** Serves the operations as MCP tools to the program that started this process. */
export const mcp = defineService({
  name: 'mcp',
  summary: 'serve the commands as MCP tools on standard input and output',
  input: z.strictObject({}),
  describe: {},
  cli: { examples: ['csd mcp'] },
  serve: async (_input, host) => (await import('./mcp-main.ts')).runMcp(host),
});
