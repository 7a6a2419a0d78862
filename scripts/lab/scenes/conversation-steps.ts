import type { Words } from '../agent-words.ts';
import { sidecarOf } from '../hand.ts';
import type { Expected } from '../match.ts';
import { Session } from '../session.ts';
import type { Stage } from '../stage.ts';

export const done = (text: string): Expected => ({ status: 'idle_done', text });

/** A session that csd has started again, or a fork, as the other steps of a scene use it. */
export async function sessionNow(stage: Stage, name: string): Promise<Session> {
  const { session_id, pane, pane_pid } = await sidecarOf(stage, name);
  const session = new Session(stage, {
    name,
    id: String(session_id),
    pane: String(pane),
    pid: Number(pane_pid),
    permissionMode: null,
  });
  stage.sessions.push(session);
  return session;
}

/** A session that csd has started again, or a fork, answers with this text. */
export async function goesOn(words: Words, stage: Stage, name: string, moment: string, text: string): Promise<void> {
  const answer = new RegExp(text.replace(/[.?]/g, '\\$&'));
  await (await sessionNow(stage, name)).moment(moment, done(text), words.over(answer));
}

/** What the model received for the newest prompt with this text, as JSON; empty if nothing did. */
const receivedFor = (stage: Stage, prompt: string) =>
  JSON.stringify(stage.api.received.findLast((one) => one.prompt.includes(prompt))?.request ?? '');

/** With that prompt the model got what was said in one conversation and nothing of another. */
export const hears = (stage: Stage, prompt: string, holds: string[], lacks: string[] = []) =>
  stage.effect(`the model hears ${prompt} in its conversation`, () => {
    const heard = receivedFor(stage, prompt);
    return holds.every((text) => heard.includes(text)) && !lacks.some((text) => heard.includes(text));
  });

/** Sends a prompt in a session and waits for the answer on its screen. */
export async function told(
  words: Words,
  session: Pick<Session, 'send' | 'waitForScreen'>,
  prompt: string,
  answer: RegExp,
) {
  await session.send(prompt);
  const { shows, hides } = words.over(answer);
  if (shows) await session.waitForScreen(shows, hides);
}

export const gone = (stage: Stage, name = 'lab') =>
  stage.effect('the tmux session is gone', async () => {
    const listed = await stage.terminal.tmux('list-sessions', '-F', '#{session_name}').catch(() => '');
    return !listed.split('\n').includes(name);
  });
