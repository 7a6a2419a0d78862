import type { MessagesRequest, Reply, ScriptedApi, ToolCall } from '../api.ts';
import type { Scene } from '../scene.ts';
import { atLeast, type Size } from '../setting.ts';
import type { Stage } from '../stage.ts';
import { sleep, until } from '../wait.ts';

/** A shell command that the model calls. */
export const bash = (command: string): ToolCall => ({ name: 'Bash', input: { command, description: 'Run it' } });

/** A command that runs until the file `go` exists, at most 30 s. */
export const WAIT_FOR_GO = 'for i in $(seq 150); do [ -e go ] && break; sleep 0.2; done; echo went';

/** Asks for the one question of two options. */
export const ASK: ToolCall = {
  name: 'AskUserQuestion',
  input: {
    questions: [
      {
        question: 'Which database should we use?',
        header: 'DB',
        multiSelect: false,
        options: [
          { label: 'Postgres', description: 'Relational and solid' },
          { label: 'SQLite', description: 'Single file' },
        ],
      },
    ],
  },
};

/** Asks two questions, the second with many answers. */
export const ASK_TWO: ToolCall = {
  name: 'AskUserQuestion',
  input: {
    questions: [
      ...(ASK.input as { questions: unknown[] }).questions,
      {
        question: 'Which checks should run?',
        header: 'Checks',
        multiSelect: true,
        options: [
          { label: 'Lint', description: 'Static' },
          { label: 'Types', description: 'Compiler' },
        ],
      },
    ],
  },
};

/** Writes the plan to the file that the request names, if it names one, then asks to leave plan mode. */
export function planTurn(plan: string): (request: MessagesRequest) => Reply[] {
  return (request) => {
    const path = JSON.stringify(request).match(/[^"\\ `]*\/plans\/[A-Za-z0-9-]+\.md/)?.[0];
    if (!path) throw new Error('the request names no plan file');
    return [
      { text: 'I wrote a plan.', tools: [{ name: 'Write', input: { file_path: path, content: plan } }] },
      { tools: [{ name: 'ExitPlanMode', input: {} }] },
      { text: 'The plan is carried out.' },
    ];
  };
}

/** Settings that skip the warning of the bypass mode. */
export const NO_BYPASS_WARNING = { settings: { skipDangerousModePermissionPrompt: true } };

/** True if the start-up gates have no numbers and the trust gate begins with the refusal; 2.1.247 has numbers. */
export const unnumbered = (release: string) => atLeast(release, '2.1.251');

/** True if a gate offers to switch to the auto mode; 2.1.243 does not. */
export const offersAutoMode = (release: string) => atLeast(release, '2.1.247');

/** True if gates of files and folders show whole paths and name the mode they switch to; 2.1.232 does not. */
export const namesModes = (release: string) => atLeast(release, '2.1.236');

/** The scene again in other pane sizes, named after them. */
export function atSizes(scene: Scene, sizes: string[]): Scene[] {
  return sizes.map((text) => {
    const [width = 0, height = 0] = text.split('x').map(Number);
    const size: Size = { width, height };
    return { ...scene, name: `${scene.name}-${text}`, about: `${scene.about} In a pane of ${text}.`, size };
  });
}

/** The sizes besides 220x50 that every kind of screen is recorded in. */
export const NARROW = ['80x24', '44x18'];

/** The text with the row of a finished turn somewhere below it. */
export const over = (text: RegExp): RegExp => new RegExp(`${text.source}[\\s\\S]*^. \\S+ for \\d+`, 'm');

/** Flags for the mode that asks before each tool, under the name that every release knows. */
export const ASKING = ['--permission-mode', 'default'];

/** The activity row of a turn in flight: a glyph, a word and an ellipsis. */
export const ACTIVITY = /^[^❯●⎿\s] \S+…/m;

/** Takes Claude Code back to before its newest prompt, as a person does; `prompt` is how its row looks in the menu. */
export async function rewindBefore(stage: Stage, prompt: RegExp): Promise<void> {
  // Two Escapes that arrive as one key have no effect.
  await sleep(1500);
  await stage.keys('Escape');
  await sleep(200);
  await stage.keys('Escape');
  await stage.waitForScreen(/Rewind/);
  await stage.keys('Up');
  await stage.waitForScreen(prompt);
  await stage.keys('Enter');
  await stage.waitForScreen(/❯ 1\. Restore/);
  await stage.keys('Enter');
}

/** Clears the draft that going back has put into the composer; the agent ignores its keys for a moment. */
export async function clearDraft(stage: Stage, draft: RegExp): Promise<void> {
  await stage.waitForScreen(draft);
  const isGone = async () => {
    await stage.keys('C-u');
    await sleep(300);
    return !draft.test(await stage.main.screen());
  };
  await until(isGone, 10_000, () => `the draft ${draft} does not go`);
}

/** A model that starts a command in the background, which continues after its turn. */
export function startsInBackground(api: ScriptedApi): ScriptedApi {
  const input = { command: WAIT_FOR_GO, description: 'Wait', run_in_background: true };
  return api.on('start', [{ tools: [{ name: 'Bash', input }] }, { text: 'It is started.' }]);
}

/** Leaves Claude Code as a person does while that command runs: the agent asks what to do with it. */
export async function leaveAtWork(stage: Stage): Promise<void> {
  await stage.spawn();
  await stage.send('start it');
  await stage.waitForScreen(over(/It is started\./));
  await stage.type('/exit');
  await stage.waitForScreen(/^❯.\/exit$/m);
  await stage.keys('Enter');
}
