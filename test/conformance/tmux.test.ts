import { FakeTmux } from '../fakes/tmux.ts';
import { describeTmux, type TmuxStage } from './tmux.ts';

describeTmux('fake', (): TmuxStage => {
  const tmux = new FakeTmux();
  const bytes = new Map<string, string>();
  const raw: Record<string, string> = { Enter: '\r', Escape: '\x1b', 'C-u': '\x15' };
  tmux.onStart = ({ name }, pane) => {
    pane.screen = 'ready ❯';
    bytes.set(name, '');
    const add = (text: string) => bytes.set(name, (bytes.get(name) ?? '') + text);
    pane.onPaste = (text) => add(`\x1b[200~${text.replaceAll('\n', '\r')}\x1b[201~`);
    pane.onKey = (key) => {
      add(raw[key] ?? key);
      if (key !== 'q') return;
      pane.screen += '\nbye ❯';
      pane.exit(7);
    };
  };
  return {
    tmux,
    recorder: (name) => ['recorder', name],
    recorded: (name) => bytes.get(name) ?? '',
    enterMode: (id) => {
      const pane = tmux.panes.get(id);
      if (pane) pane.inMode = true;
    },
    stop: async () => {},
  };
});
