import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { commandOf } from '../program.ts';
import { hasTmux, Sandbox, settles } from './sandbox.ts';

vi.setConfig({ testTimeout: 60_000 });

/** How each shell is started without a person's configuration, and how it loads the script. */
const SHELLS = {
  bash: { start: ['bash', '--norc', '--noprofile', '-i'], load: 'source <(csd completion bash)' },
  zsh: { start: ['zsh', '-f', '-i'], load: 'autoload -U compinit && compinit -u -D && source <(csd completion zsh)' },
  fish: { start: ['fish', '--no-config', '-i'], load: 'csd completion fish | source' },
};
const isThere = (shell: string) => {
  try {
    execFileSync(shell, ['-c', 'true']);
    return true;
  } catch {
    return false;
  }
};

/** The text before a Tab, and the expected text on the line, or below it. */
const TYPED: [typed: string, shown: RegExp][] = [
  ['csd comple', /csd completion/],
  ['csd state revi', /csd state review/],
  ['csd state review@dev', /csd state review@devbox/],
  ['csd wait review review@dev', /csd wait review review@devbox/],
  ['csd spawn --host dev', /csd spawn --host devbox/],
  ['csd wait review --for idle', /csd wait review --for idle_done/],
  ['csd spawn --permission-mode accept', /csd spawn --permission-mode acceptEdits/],
];

describe.skipIf(!hasTmux)('completion in a real shell (needs tmux)', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
    const bin = join(sandbox.folder, 'bin');
    const config = join(sandbox.home, '.config/csd');
    for (const folder of [bin, config, sandbox.sessionsDir]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const [program, words] = commandOf([]);
    const call = [program, ...words].map((word) => `'${word}'`).join(' ');
    writeFileSync(join(bin, 'csd'), `#!/bin/sh\nexec ${call} "$@"\n`);
    chmodSync(join(bin, 'csd'), 0o755);
    writeFileSync(join(config, 'config.json'), JSON.stringify({ hosts: ['devbox', 'lab'] }), { mode: 0o600 });
    writeFileSync(join(sandbox.sessionsDir, 'review.json'), '{}', { mode: 0o600 });
    sandbox.env.PATH = `${bin}:${sandbox.env.PATH}`;
  });
  afterAll(() => sandbox.dispose());

  for (const [shell, { start, load }] of Object.entries(SHELLS)) {
    test.skipIf(!isThere(shell))(`${shell}: names, hosts and values (needs ${shell})`, async () => {
      sandbox.tmux('new-session', '-d', '-s', shell, '-x', '120', '-y', '40', ...start);
      const pane = `=${shell}:`;
      const type = (text: string) => sandbox.tmux('send-keys', '-t', pane, '-l', text);
      const press = (...keys: string[]) => sandbox.tmux('send-keys', '-t', pane, ...keys);
      const screen = () => sandbox.tmux('capture-pane', '-p', '-t', pane);
      const shows = async (what: RegExp) => {
        if (!(await settles(() => what.test(screen()), 15_000))) throw new Error(`no ${what} in\n${screen()}`);
      };
      type(`${load}; echo loa''ded`);
      press('Enter');
      await shows(/^loaded$/m);
      for (const [typed, shown] of TYPED) {
        press('C-l');
        type(typed);
        press('Tab');
        await shows(shown);
        press('C-u');
      }
    });
  }
});
