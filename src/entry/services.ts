import type { AnyService } from '../contract/service.ts';

/** Commands that take over the process, by name, each loaded when it is asked for: most offer the operations to other programs. */
export const SERVICES: Readonly<Record<string, () => Promise<AnyService>>> = {
  top: async () => (await import('./top.ts')).top,
  attach: async () => (await import('./attach.ts')).attach,
  serve: async () => (await import('./serve.ts')).serve,
  gateway: async () => (await import('./gateway.ts')).gateway,
  mcp: async () => (await import('./mcp.ts')).mcp,
  next: async () => (await import('./next.ts')).next,
  notify: async () => (await import('./notify.ts')).notify,
  config: async () => (await import('./config.ts')).config,
  init: async () => (await import('./init.ts')).init,
  demo: async () => (await import('./demo.ts')).demo,
  tmux_status: async () => (await import('./tmux-status.ts')).tmuxStatus,
  tmux_popup: async () => (await import('./tmux-popup.ts')).tmuxPopup,
};
