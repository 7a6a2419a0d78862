import { writeFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

/**
 * An MCP server over standard input and output, for scenes in which a tool asks the person: its only tool `ask` passes
 * its input on as an elicitation, and returns the answer as JSON.
 */
const server = new McpServer({ name: 'desk', version: '1.0.0' });

server.registerTool('form', { description: 'Asks by a form that was scripted' }, () =>
  ask(JSON.parse(process.env.FORM)),
);
server.registerTool('url', { description: 'Asks to open an address' }, () =>
  ask({
    mode: 'url',
    message: 'Sign in at the desk to go on.',
    url: 'https://desk.example.com/sign-in?state=1',
    elicitationId: 'one',
  }),
);

async function ask(params) {
  try {
    // A person, or csd on a busy machine, may take longer than the usual minute.
    const result = await server.server.elicitInput(params, { timeout: 600_000 });
    return { content: [{ type: 'text', text: JSON.stringify(result) }] };
  } catch (error) {
    return { content: [{ type: 'text', text: `failed: ${error.message}` }] };
  }
}

const transport = new StdioServerTransport();
await server.connect(transport);
// Tells the scene that the agent knows its tools: an earlier turn has none of them (2.1.251 on a busy machine).
const { onmessage } = transport;
transport.onmessage = (message, ...more) => {
  onmessage?.(message, ...more);
  if (message.method === 'tools/list') writeFileSync('desk.up', '');
};
