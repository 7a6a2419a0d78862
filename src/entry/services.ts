import type { AnyService } from '../contract/service.ts';

/** Commands that take over the process, by name, each loaded on demand: most offer the operations to other programs. */
export const SERVICES: Readonly<Record<string, () => Promise<AnyService>>> = {
  top: async () => (await import('./terminal/top.ts')).top,
  attach: async () => (await import('./terminal/attach.ts')).attach,
  serve: async () => (await import('./serve/serve.ts')).serve,
  gateway: async () => (await import('./serve/gateway.ts')).gateway,
  mcp: async () => (await import('./mcp/mcp.ts')).mcp,
  next: async () => (await import('./terminal/next.ts')).next,
  notify: async () => (await import('./serve/notify.ts')).notify,
  config: async () => (await import('./setup/config.ts')).config,
  init: async () => (await import('./setup/init.ts')).init,
  demo: async () => (await import('./setup/demo.ts')).demo,
  tmux_status: async () => (await import('./terminal/tmux-status.ts')).tmuxStatus,
  tmux_popup: async () => (await import('./terminal/tmux-popup.ts')).tmuxPopup,
};
