import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createContext, ownProgram } from '../compose.ts';
import type { ServiceHost } from '../contract/service.ts';
import { createMcpServer } from '../faces/mcp/server.ts';
import { createFaceHost } from './face-host.ts';

/** Speaks MCP on standard input and output until the client closes them or the signal comes. */
export async function runMcp({ version, signal }: ServiceHost): Promise<number> {
  const life = new AbortController();
  const end = () => life.abort(new Error('the client has gone'));
  signal.addEventListener('abort', () => life.abort(signal.reason), { once: true });
  // The transport looks after neither: a client that goes away closes its ends of the pipes.
  process.stdin.once('end', end).once('close', end);
  process.stdout.on('error', end);
  const server = createMcpServer(
    createFaceHost(createContext({ signal: life.signal, program: ownProgram() }), version),
  );
  const over = new Promise<void>((done) => life.signal.addEventListener('abort', () => done(), { once: true }));
  await server.connect(new StdioServerTransport());
  await over;
  await server.close();
  return 0;
}
