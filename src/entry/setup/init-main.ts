import { existsSync } from 'node:fs';
import path from 'node:path';
import { isatty } from 'node:tty';
import { CsdError } from '../../contract/errors.ts';
import type { ServiceHost } from '../../contract/service.ts';
import type { Context } from '../../drive/session/context.ts';
import { readConfig } from '../../drive/session/files/config-file.ts';
import { completionScript } from '../../faces/cli/complete.ts';
import { onTerminal, toJson } from '../../operations/text/escape-output.ts';
import { createContext, ownProgram } from '../compose.ts';
import { askedOn } from '../questions.ts';
import { PARTS, type Part, type Piece, piecesOf, type Setting, SHELLS, type Shell } from './init-parts.ts';
import { type Done, undo, write } from './init-record.ts';

/** The flags of the command. */
export interface InitInput {
  config?: boolean | undefined;
  tmux?: boolean | undefined;
  service?: boolean | undefined;
  completion?: Shell | undefined;
  yes?: boolean | undefined;
  dry_run?: boolean | undefined;
  undo?: boolean | undefined;
}

interface Choice {
  parts: Part[];
  shell: Shell | undefined;
}

/** Shows what it will write, asks, and writes it; prints one line of JSON for what became of each file. */
export async function runInit(input: InitInput, host: ServiceHost): Promise<number> {
  const ctx = createContext({ signal: host.signal });
  if (input.undo) return takeBack(ctx, input, host);
  const chosen = input.yes || input.dry_run ? chooseAll(ctx, input) : await choose(ctx, input, host);
  if (chosen === undefined || chosen.parts.length === 0) return sayNothing(host);
  const pieces = piecesOf(chosen.parts, chosen.shell, await settingOf(ctx, chosen.parts));
  host.write('stderr', onTerminal(pieces.map(showPiece).join('\n')));
  if (input.dry_run) return 0;
  if (!input.yes && !(await confirmed('Write this?', host))) return sayNothing(host);
  const done = await write(ctx, pieces);
  report(done, host);
  const then = pieces.filter((_, n) => done[n]?.outcome === 'written').flatMap((piece) => piece.after ?? []);
  for (const line of then) host.write('stderr', `then: ${line}\n`);
  return 0;
}

async function takeBack(ctx: Context, { yes }: InitInput, host: ServiceHost): Promise<number> {
  if (!yes && isatty(0) && isatty(1) && !(await confirmed('Take back what csd init wrote?', host)))
    return sayNothing(host);
  const done = await undo(ctx);
  report(done, host);
  const changed = done.filter(({ outcome }) => outcome === 'changed');
  for (const one of changed) host.write('stderr', onTerminal(`${one.path} was changed since: take it out by hand\n`));
  return changed.length > 0 ? 1 : 0;
}

function report(done: readonly Done[], host: ServiceHost): void {
  for (const one of done) host.write('stdout', `${toJson(one)}\n`);
}

function sayNothing(host: ServiceHost): number {
  host.write('stderr', 'csd: nothing was changed\n');
  return 1;
}

function showPiece({ kind, path: file, text }: Piece): string {
  const lines = text.trimEnd().split('\n');
  return `${kind === 'file' ? 'new file' : 'added to'} ${file}\n${lines.map((line) => `  | ${line}`).join('\n')}\n`;
}

function flagged(input: InitInput): Part[] {
  return (Object.keys(PARTS) as Part[]).filter((part) => input[part] !== undefined && input[part] !== false);
}

function chooseAll(ctx: Context, input: InitInput): Choice {
  const parts = flagged(input);
  const shell = input.completion ?? shellOf(ctx);
  if (parts.length > 0) return { parts, shell };
  return {
    parts: (Object.keys(PARTS) as Part[]).filter((part) => part !== 'completion' || shell !== undefined),
    shell,
  };
}

async function choose(ctx: Context, input: InitInput, host: ServiceHost): Promise<Choice | undefined> {
  const parts = flagged(input);
  if (!isatty(0) || !isatty(1))
    throw new CsdError(
      'bad_input',
      'csd cannot ask you here, without a terminal: add --yes, and flags for what to set up',
    );
  if (parts.length > 0) return { parts, shell: input.completion };
  const { isCancel, multiselect } = await import('@clack/prompts');
  const shell = shellOf(ctx);
  const all = (Object.keys(PARTS) as Part[]).filter((part) => part !== 'completion' || shell !== undefined);
  const answer = await multiselect<Part>({
    message: 'What should csd set up?',
    options: all.map((value) => ({ value, label: value, hint: PARTS[value] })),
    initialValues: all,
    required: false,
    ...askedOn('stdout', host),
  });
  return isCancel(answer) ? undefined : { parts: answer, shell };
}

async function confirmed(message: string, host: ServiceHost): Promise<boolean> {
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message, ...askedOn('stdout', host) });
  return !isCancel(answer) && answer;
}

function shellOf({ env }: Context): Shell | undefined {
  return SHELLS.find((shell) => shell === path.basename(env.SHELL ?? ''));
}

async function settingOf(ctx: Context, parts: readonly Part[]): Promise<Setting> {
  const { notify } = await readConfig(ctx);
  return {
    home: ctx.home,
    env: ctx.env,
    platform: process.platform,
    program: ownProgram(),
    completion: (shell) => completionScript(shell, 'csd'),
    isThere: existsSync,
    notifies: notify.length > 0 || parts.includes('config'),
  };
}
