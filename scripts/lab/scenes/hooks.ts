import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';
import { ASKING, bash, over } from './lines.ts';

const ROWS = Array.from({ length: 300 }, (_, n) => `row ${n + 1}: the quick brown fox`).join('\n');

const folder = (stage: Stage) => join(stage.place.root, 'state', 'csd', 'hooks', 'lab');
const events = (stage: Stage) =>
  readFileSync(join(folder(stage), 'events.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { ts: number; event?: { hook_event_name: string }; cut?: string });
const seen = (stage: Stage, name: string) =>
  events(stage).some(({ event, cut }) => event?.hook_event_name === name || cut?.includes(`"${name}"`));
const isPrivate = (path: string, mode: number) => (statSync(path).mode & 0o777) === mode;

/** Sessions whose agent reports its events. */
export const HOOKS: Scene[] = [
  {
    name: 'hooks',
    about: 'With --hooks the agent reports its events; its report proves a prompt; kill leaves nothing.',
    spawn: ['--hooks', ...ASKING, '--', '--settings', '{"env": {"MINE": "kept"}}'],
    records: false,
    script: (api) =>
      void api
        .on('touch', [{ tools: [bash('echo "$MINE" > made')] }, { text: 'It ran.' }])
        .on('row 1:', [{ text: 'Long.' }])
        .on('say hello', [{ text: 'Hello there.' }]),
    async play(stage) {
      await stage.spawn();
      const hello = await stage.csd('send', 'lab', '--', 'say hello');
      // Whichever comes first: on a busy machine the agent's status file is written before its hook has run.
      await stage.effect('the report proves the prompt', () =>
        ['hook', 'transcript', 'status_file'].includes((hello.json as { confirmed_by?: string }).confirmed_by ?? ''),
      );
      await stage.moment('done', { status: 'idle_done', text: 'Hello there.' }, { shows: over(/Hello there\./) });
      await stage.effect('a turn is reported from start to end', () =>
        ['SessionStart', 'UserPromptSubmit', 'Stop'].every((name) => seen(stage, name)),
      );
      await stage.step('send rows', () => stage.ok('send', 'lab', '--', ROWS));
      await stage.effect('a long prompt is reported too', () =>
        events(stage).some(({ cut }) => cut?.includes('UserPromptSubmit') && cut.includes('row 1: the quick')),
      );
      await stage.moment('long', { status: 'idle_done', text: 'Long.' }, { shows: over(/Long\./) });
      await stage.send('touch it');
      await stage.waitForScreen(/❯ 1\. Yes/);
      await stage.effect('a gate is reported', () => seen(stage, 'PermissionRequest'));
      await stage.moment('gate', {
        status: 'blocked',
        gate: 'permission',
      });
      await stage.effect('hooks are in the evidence', async () =>
        JSON.stringify((await stage.csd('state', 'lab', '--explain')).json).includes('"signal":"hooks"'),
      );
      await stage.approve();
      await stage.effect('the tool ran with the caller’s settings', () => {
        return stage.made('made') && readFileSync(join(stage.place.cwd, 'made'), 'utf8') === 'kept\n';
      });
      await stage.effect('its end is reported', () => seen(stage, 'PostToolUse'));
      await stage.effect('every file is private', () => {
        const files = ['settings.json', 'events.jsonl'].map((name) => isPrivate(join(folder(stage), name), 0o600));
        return isPrivate(folder(stage), 0o700) && files.every(Boolean);
      });
      await stage.step('kill', () => stage.ok('kill', 'lab'));
      await stage.effect('the folder is gone', () => {
        try {
          statSync(folder(stage));
          return false;
        } catch {
          return statSync(dirname(dirname(folder(stage)))).isDirectory();
        }
      });
    },
  },
];
