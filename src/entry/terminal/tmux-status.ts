import * as z from 'zod/mini';
import { defineService } from '../../contract/service.ts';

/** Prints how many sessions wait for a person and how many work, for the status bar of tmux. */
export const tmuxStatus = defineService({
  name: 'tmux_status',
  summary: 'print a segment for the status bar of tmux: 2 need you · 3 working',
  input: z.strictObject({}),
  describe: {},
  cli: { examples: ['csd tmux-status', "tmux set -g status-right '#(csd tmux-status) %H:%M'"] },
  serve: async (_input, host) => {
    const { createContext } = await import('../compose.ts');
    const { listSessions } = await import('../../drive/observe/list-sessions.ts');
    const { countStates, sayCounts } = await import('../../operations/text/counts.ts');
    const { sessions } = await listSessions(createContext({ signal: host.signal }));
    const text = sayCounts(countStates(sessions.map(({ state }) => state)));
    if (text !== '') host.write('stdout', `${text}\n`);
    return 0;
  },
});
