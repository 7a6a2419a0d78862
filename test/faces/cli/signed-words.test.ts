import { expect, test } from 'vitest';
import { runCli } from '../../../src/faces/cli/main.ts';
import { recordingHost } from '../host.ts';

const play = async (...words: string[]) => {
  const { host, played } = recordingHost(['tag', ...words], { answer: { tags: [] } });
  return { code: await runCli(host), ...played };
};

test.each([
  [
    ['job', '+a', '-b'],
    ['+a', '-b'],
  ],
  [
    ['-b', 'job', '+a'],
    ['+a', '-b'],
  ],
  [
    ['job', '-wip', '-b:1', '--json'],
    ['-wip', '-b:1'],
  ],
  [
    ['job', '--', '-h', '+V'],
    ['-h', '+V'],
  ],
  [
    ['job', '-b', '--', '-h'],
    ['-b', '-h'],
  ],
])('csd tag %j', async (words, changes) => {
  const { called, stderr } = await play(...words);
  expect({ called, stderr }).toEqual({
    called: { operation: 'tag', input: { session: 'job', changes } },
    stderr: '',
  });
});

test('a letter that every command takes is that flag, and an unknown long flag is refused', async () => {
  expect((await play('job', '-h')).stdout).toContain('csd tag <session>');
  expect(JSON.parse((await play('job', '--b')).stderr)).toMatchObject({ code: 'bad_input' });
  expect(JSON.parse((await play('job', 'b')).stderr)).toMatchObject({ code: 'bad_input' });
});
