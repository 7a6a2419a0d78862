import { describe } from 'vitest';
import { hasTmux } from '../e2e/sandbox.ts';
import { RealTmux } from './real-tmux.ts';
import { describeTmux, type TmuxStage } from './tmux.ts';

describe.skipIf(!hasTmux)('tmux is installed', () => {
  describeTmux('real', (): TmuxStage => {
    const real = new RealTmux();
    return {
      tmux: real.tmux,
      recorder: (name) => real.recorder(name),
      recorded: (name) => real.recorded(name),
      enterMode: (pane) => void real.run('copy-mode', '-t', pane),
      scrollsDeadPanes: /^tmux 3\.2/.test(real.run('-V')),
      stop: () => real.stop(),
    };
  });
});
