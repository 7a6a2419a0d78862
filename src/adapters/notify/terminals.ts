import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Words } from '../../ports/doers.ts';

/** A terminal of the person's: the path of its device, and its kind as it tells, such as `iTerm2 3.5`. */
export interface TerminalDevice {
  tty: string;
  kind: string;
}

/** The bell. */
export const BELL = '\u0007';

/** iTerm2 shows the text of OSC 9; rxvt, foot, WezTerm, Ghostty, Konsole and others title and text of OSC 777. */
export function notificationFor(kind: string, { title, text }: Words): string {
  if (/iterm/i.test(kind)) return `\u001b]9;${plain(`${title}: ${text}`)}\u001b\\`;
  return `\u001b]777;notify;${plain(title).replaceAll(';', ',')};${plain(text)}\u001b\\`;
}

/** Nothing in it ends the sequence or begins another one. */
function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

/**
 * Writes to a terminal device of the user's, without waiting for one that is stopped and without taking it for one's own; false where
 * it is none or does not take it.
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
