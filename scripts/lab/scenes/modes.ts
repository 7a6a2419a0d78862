import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import { bash, over } from './lines.ts';

function mode(name: string, flags: string[], about: string, asks: boolean): Scene {
  return {
    name,
    about,
    spawn: flags,
    script: (api, { cwd }) =>
      void api.on('work', [
        { tools: [{ name: 'Write', input: { file_path: `${cwd}/new.txt`, content: 'one\n' } }] },
        { tools: [bash('curl -s localhost:1 > made || touch made')] },
        { text: 'It is done.' },
      ]),
    async play(stage) {
      await stage.spawn();
      await stage.moment('fresh', { status: 'spawning' }, { shows: /^❯/m });
      await stage.send('work please');
      if (asks) {
        const truth = { status: 'blocked', gate: 'permission', question: 'Do you want to proceed?' };
        await stage.moment('gate', truth, { shows: /❯ 1\. Yes/ });
        await stage.effect('the file was written without asking', () => stage.made('new.txt'));
        await stage.approve();
      }
      await stage.moment('done', { status: 'idle_done', text: 'It is done.' }, { shows: over(/It is done\./) });
      // The check of the auto mode on 2.1.243 does not understand the scripted answer and refuses the command.
      await stage.effect('it was done', () => stage.made('new.txt') && (!asks || stage.made('made')));
    },
  };
}

/** True if the auto mode asks once whether to enable it; 2.1.158 does not. */
const asksForAutoMode = (release: string) => !atLeast(release, '2.1.158');
/**
 * True if the auto mode says that the service does not check it (a scripted one never does): billed as before, or off.
 */
const checkedByServer = (release: string) => atLeast(release, '2.1.300');
const offUnchecked = (release: string) => atLeast(release, '2.1.330');

/** The permission modes. */
export const MODES: Scene[] = [
  mode('mode-accept', ['--auto-accept'], 'Edits are accepted unasked, a command that reaches out asks.', true),
  {
    ...mode('mode-auto', ['--permission-mode', 'auto'], 'The auto mode asks nothing.', false),
    on: (release) => !asksForAutoMode(release) && !atLeast(release, '2.1.252'),
  },
  {
    name: 'mode-auto-consent',
    about: 'The auto mode asks once whether to enable it: a menu that no rule names.',
    spawn: ['--permission-mode', 'auto'],
    on: asksForAutoMode,
    async play(stage) {
      await stage.spawn();
      const options = ['Yes, and make it my default mode', 'Yes, enable auto mode', 'No, exit'];
      const truth = { status: 'blocked', gate: 'other', options, selected: 1 };
      await stage.moment('gate', truth, { shows: /Enable auto mode\?/ });
      await stage.approve();
      await stage.moment('enabled', { status: 'spawning' }, { shows: /auto mode on/, hides: /Enable auto mode\?/ });
      await stage.effect('it is not the default', () => !/"defaultMode"/.test(stage.settings()));
    },
  },
  {
    name: 'mode-auto-billed',
    about:
      'The service cannot check what the auto mode does: a dialog without a menu waits for a key, then the mode continues.',
    spawn: ['--permission-mode', 'auto'],
    on: (release) => checkedByServer(release) && !offUnchecked(release),
    script: (api) =>
      void api.on('work', [{ tools: [bash('curl -s localhost:1 > made || touch made')] }, { text: 'It is done.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('work please');
      const dialog = { status: 'blocked', gate: 'other', question: /^We're changing auto mode/ };
      await stage.moment('dialog', dialog, { shows: /Enter to continue/ });
      await stage.effect('nothing ran', () => !stage.made('made'));
      await stage.keys('Enter');
      // Its check does not understand the scripted answer and refuses the command.
      await stage.moment('done', { status: 'idle_done', text: 'It is done.' }, { shows: over(/It is done\./) });
    },
  },
  {
    name: 'mode-auto-unchecked',
    about:
      'The service cannot check what the auto mode does: a dialog without a menu waits for a key, then each tool asks, `No` first.',
    spawn: ['--permission-mode', 'auto'],
    on: offUnchecked,
    script: (api) =>
      void api.on('work', [{ tools: [bash('curl -s localhost:1 > made || touch made')] }, { text: 'It is done.' }]),
    async play(stage) {
      await stage.spawn();
      await stage.send('work please');
      const dialog = { status: 'blocked', gate: 'other', question: "Auto mode can't check actions in this session" };
      await stage.moment('dialog', dialog, { shows: /Enter to stay in auto mode/ });
      await stage.effect('nothing ran', () => !stage.made('made'));
      await stage.keys('Enter');
      const question = 'Do you want to proceed?';
      const truth = { status: 'blocked', gate: 'permission', question, options: ['No', 'Yes'], selected: 1 };
      await stage.moment('gate', truth, { shows: /❯ No/ });
      await stage.approve();
      await stage.moment('answered', { status: 'idle_done', text: 'It is done.' }, { shows: over(/It is done\./) });
      await stage.effect('the command ran', () => stage.made('made'));
    },
  },
];
