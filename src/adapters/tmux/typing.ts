import { CsdError } from '../../contract/errors.ts';
import type { Key, PaneAddress, Receiver, Tmux } from '../../ports/tmux.ts';
import { randomName } from '../random.ts';
import { readyFormat, SHARED } from './look.ts';
import { type Commands, type Ending, failure, saysGone, type TmuxOptions } from './run-tmux.ts';

/** Runs commands on the server at a socket. */
export type Run = (socket: string | undefined, commands: Commands, stdin?: string) => Promise<Ending>;

/** What to run before typing, even if nothing is typed; what to run instead; and the standard input of the first. */
interface Around {
  before?: Commands;
  refused?: Commands;
  stdin?: string;
}

/** The typing part of `Tmux`. */
export function createTyping(options: TmuxOptions, run: Run): Pick<Tmux, 'paste' | 'press'> {
  /**
   * Types with these commands, which the server itself runs only if the pane exists, is alive and shares its input with
   * no other pane. What a user's hooks print next to the answer is removed.
   */
  const act = async (address: PaneAddress, commands: Commands, { before = [], refused = [], stdin }: Around = {}) => {
    if (address.receiver && !(await hasInput(options, address.receiver))) throw notReceived(address);
    const nonce = `x${randomName()}`;
    const typed = [...commands, ['display-message', '-p', `${nonce} done`]];
    const left = [...refused, ['display-message', '-p', '-t', address.target, `${nonce} ${SHARED}`]];
    const all = [...before, ['if-shell', '-F', '-t', address.target, readyFormat(address), line(typed), line(left)]];
    const ending = await run(address.socket, all, stdin);
    const said = ending.stdout.split('\n').find((row) => row.startsWith(`${nonce} `));
    if (said === `${nonce} done`) return;
    if (said === `${nonce} 1`) throw inStep(address);
    if (ending.code !== 0 && !saysGone(ending)) throw failure(ending, all);
    throw new CsdError('dead', `the pane ${address.target} is gone, or its process has ended`);
  };

  return {
    async paste(address, text) {
      const buffer = `csd-${process.pid}-${randomName()}`;
      // tmux 3.3a crashes, with every session in it, when it pastes into a dead pane: the server itself must check
      // first.
      await act(address, [['paste-buffer', '-p', '-d', '-b', buffer, '-t', address.target]], {
        before: [['load-buffer', '-b', buffer, '-']],
        refused: [['delete-buffer', '-b', buffer]],
        stdin: text,
      });
    },

    async press(address, keys) {
      if (keys.length === 0) return;
      // A hook that prints puts the pane into a mode, which would swallow the keys.
      await act(address, [['copy-mode', '-q', '-t', address.target], ...keyCommands(address.target, keys)]);
    },
  };
}

/** True while the intended processes have the input. */
async function hasInput({ standing }: TmuxOptions, { processes }: Receiver): Promise<boolean> {
  const looks = await Promise.all(processes.map(async ({ pid, mark }) => ({ mark, look: await standing?.(pid) })));
  return looks.every(({ mark, look }) => look?.mark === mark && look.standing === 'foreground');
}

function notReceived({ target }: PaneAddress): CsdError {
  return new CsdError(
    'dead',
    `the agent in the pane ${target} has ended or is not in the foreground: nothing was typed`,
  );
}

/** The error for a pane whose keys tmux would also send to other panes. */
function inStep({ target }: PaneAddress): CsdError {
  return new CsdError(
    'unsupported',
    `the tmux option synchronize-panes is on in the window of the pane ${target}: keys would also reach the other panes there; turn it off (\`tmux set-option -w -t ${target} synchronize-panes off\`)`,
  );
}

/** Commands as one line for tmux to parse. */
export function line(commands: Commands): string {
  return commands.map(quoteCommand).join(' ; ');
}

/** A command as text for tmux to parse. */
function quoteCommand(words: string[]): string {
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}

/** Consecutive named keys share one command; a single character is sent as text. */
function keyCommands(target: string, keys: Key[]): Commands {
  const commands: Commands = [];
  let named: string[] | undefined;
  for (const key of keys) {
    if ([...key].length === 1) {
      commands.push(['send-keys', '-t', target, '-l', '--', key]);
      named = undefined;
    } else if (named) {
      named.push(key);
    } else {
      named = ['send-keys', '-t', target, '--', key];
      commands.push(named);
    }
  }
  return commands;
}
