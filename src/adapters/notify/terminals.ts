import { closeSync, constants, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isatty } from 'node:tty';
import type { Words } from '../../ports/notifiers.ts';
import { openTerminal } from '../stdio/terminal-output.ts';

/** A terminal of the user: the path of its device, and the kind that it reports, such as `iTerm2 3.5`. */
export interface TerminalDevice {
  tty: string;
  kind: string;
}

/** The bell. */
export const BELL = '\u0007';

/** iTerm2 shows the text of OSC 9; rxvt, foot, WezTerm, Ghostty, Konsole and others show title and text of OSC 777. */
export function notificationFor(kind: string, { title, text }: Words): string {
  if (/iterm/i.test(kind)) return `\u001b]9;${plain(`${title}: ${text}`)}\u001b\\`;
  return `\u001b]777;notify;${plain(title).replaceAll(';', ',')};${plain(text)}\u001b\\`;
}

/** Removes anything that would end the sequence or begin another one. */
function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

/**
 * Writes to a terminal device of the user without blocking on a stopped terminal and without making it the controlling
 * terminal; false if the path is not a terminal or does not accept the text.
 */
export async function writeToTerminal(tty: string, sequence: string): Promise<boolean> {
  let file: FileHandle | undefined;
  try {
    file = await open(tty, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const facts = await file.stat();
    if (!facts.isCharacterDevice() || facts.uid !== process.geteuid?.()) return false;
    await file.write(sequence);
    return true;
  } catch {
    return false;
  } finally {
    await file?.close().catch(() => undefined);
  }
}

/** Writes to the terminal that stderr is, without waiting for one that is stopped; false where it is none or does not take it. */
export function writeToOwnTerminal(sequence: string): boolean {
  const terminal = isatty(2) ? openTerminal(2) : undefined;
  if (terminal === undefined) return false;
  try {
    writeSync(terminal, sequence);
    return true;
  } catch {
    return false;
  } finally {
    closeSync(terminal);
  }
}
