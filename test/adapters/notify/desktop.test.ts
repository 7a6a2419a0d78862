import { describe, expect, test } from 'vitest';
import { desktopProgram } from '../../../src/adapters/notify/create-notifiers.ts';

const words = { title: 'job waits <for> "you"', text: '-rf & "quoted" $(touch x) <b>bold</b>' };

/** A machine with these programs in a folder of the PATH. */
function machine(platform: NodeJS.Platform, programs: string[], env: Record<string, string> = {}) {
  const find = async (program: string, path: string | undefined) =>
    path === '/bin' && programs.includes(program) ? `/bin/${program}` : undefined;
  return { platform, env: { PATH: '/bin', ...env }, processes: { find } };
}

describe('a desktop notification', () => {
  test('on macOS the texts are arguments of a constant script, after --', async () => {
    expect(await desktopProgram(words, machine('darwin', ['osascript', 'notify-send']))).toEqual([
      '/bin/osascript',
      '-e',
      'on run argv',
      '-e',
      'display notification (item 2 of argv) with title (item 1 of argv)',
      '-e',
      'end run',
      '--',
      words.title,
      words.text,
    ]);
  });

  test.each([['DISPLAY'], ['WAYLAND_DISPLAY']])(
    'elsewhere notify-send shows them if there is a %s, with the text escaped as markup',
    async (name) => {
      expect(await desktopProgram(words, machine('linux', ['osascript', 'notify-send'], { [name]: ':0' }))).toEqual([
        '/bin/notify-send',
        '--app-name=csd',
        '--',
        words.title,
        '-rf &amp; "quoted" $(touch x) &lt;b&gt;bold&lt;/b&gt;',
      ]);
    },
  );

  test.each([
    ['without a desktop', machine('linux', ['notify-send'])],
    ['without notify-send', machine('linux', ['osascript'], { DISPLAY: ':0' })],
    ['on macOS without osascript', machine('darwin', ['notify-send'], { DISPLAY: ':0' })],
  ])('no notification is sent %s', async (_, place) => {
    expect(await desktopProgram(words, place)).toBeUndefined();
  });
});
