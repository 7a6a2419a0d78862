import type { Expected } from '../match.ts';
import type { Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { ACTIVITY, over } from './lines.ts';

const done = (text: string) => ({ status: 'idle_done', text });

/** A turn whose only message ends with another reason than `end_turn`. */
function stops(stopReason: string, shows: RegExp, truth: Expected): Scene {
  return {
    name: `stop-${stopReason.replaceAll('_', '-')}`,
    about: `The answer ends with the reason ${stopReason}.`,
    home: { env: { CLAUDE_CODE_MAX_RETRIES: '1' } },
    script: (api) => void api.on('say hello', [{ text: 'Hello there.', stopReason }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.moment('', truth, { shows, hides: ACTIVITY });
    },
  };
}

/** A turn in a folder of another kind. */
function inFolder(name: string, about: string, home: NonNullable<Scene['home']>): Scene {
  return {
    name,
    about,
    home,
    script: (api) => void api.on('say hello', [{ text: 'Hello there.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.moment('', done('Hello there.'), { shows: over(/Hello there\./) });
    },
  };
}

/** Ends the agent of the first session with its own command. */
export async function leave(stage: Stage): Promise<void> {
  await stage.type('/exit');
  await stage.waitForScreen(/^❯.*\/exit/m);
  await stage.keys('Enter');
  await stage.effect('the agent ended', async () => (await stage.terminal.facts(stage.main.pane)).dead);
}

/** The content of the transcript, and its location. */
export const RECORDS: Scene[] = [
  stops('max_tokens', /Hello there|max/i, { status: 'idle_done' }),
  stops('refusal', /Hello there|refus|unable|violat/i, { status: 'idle_done' }),
  stops('stop_sequence', over(/Hello there\./), { ...done('Hello there.'), stop_reason: 'stop_sequence' }),
  stops('pause_turn', /Hello there/, { status: 'idle_done' }),
  stops('model_context_window_exceeded', /Hello there|context/i, { status: 'idle_done' }),
  {
    name: 'api-down',
    about: 'The service fails until no further try is left: the turn ends with an error.',
    home: { env: { CLAUDE_CODE_MAX_RETRIES: '1' } },
    script: (api) => void api.on('say', [{ error: { status: 500, type: 'api_error', message: 'Internal error' } }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('say hello');
      await stage.moment('', { status: 'idle_done', error: /500|nternal/ }, { shows: /API Error/, hides: ACTIVITY });
    },
  },
  inFolder('folder-long', 'T3 A folder whose path is longer than 200 characters.', {
    folder: Array.from({ length: 6 }, (_, n) => `part_${n} ${'x'.repeat(34)}`).join('/'),
  }),
  inFolder('folder-linked', 'T1 The agent was started in a symbolic link to its folder.', { linked: true }),
  inFolder('folder-odd', 'T2 A folder with blanks, dots and underscores in its name.', { folder: 'my work_v1.2 (ü)' }),
  inFolder('config-elsewhere', 'T4 The configuration folder is another.', { configFolder: 'conf.d/claude' }),
];
