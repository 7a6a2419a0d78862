import type { AnyService } from '../contract/service.ts';

/** Commands that offer the operations to other programs, by name, each loaded when it is asked for. */
export const SERVICES: Readonly<Record<string, () => Promise<AnyService>>> = {
  serve: async () => (await import('./serve.ts')).serve,
  mcp: async () => (await import('./mcp.ts')).mcp,
};
