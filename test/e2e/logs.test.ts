import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasTmux, Sandbox } from './sandbox.ts';
import { Session } from './session.ts';
import { Lines } from './watcher.ts';

const turns = [
  { match: 'greeting', steps: [{ say: '# Hello\nfrom the **agent**.' }] },
  { match: 'clean', steps: [{ tools: [{ name: 'Bash', input: { command: 'rm -rf build' } }] }, { say: 'Removed.' }] },
];

describe.skipIf(!hasTmux)('logs (needs tmux)', { timeout: 60_000 }, () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(() => sandbox.dispose());

  test('follows a conversation from before its first prompt to the end of the session, each piece once', async () => {
    const s = await Session.start(sandbox, 'job', { turns });
    const child = new Lines(sandbox, ['logs', 'job', '-f', '--json']);
    await s.csd('send', 'a greeting');
    await s.until('idle_done');
    await child.until((lines) => lines.some((line) => line.includes('Hello')));
    await s.csd('send', 'clean up');
    await s.until('blocked');
    await child.until((lines) => lines.some((line) => line.includes('rm -rf build')));
    await s.csd('approve');
    await s.until('idle_done');
    await child.until((lines) => lines.some((line) => line.includes('Removed.')));
    const kinds = child.lines.map((line) => JSON.parse(line)).map(({ turn, kind }) => `${turn} ${kind}`);
    expect(kinds).toEqual(['1 prompt', '1 text', '2 prompt', '2 tool', '2 result', '2 text']);
    await s.csd('end');
    const { stdout } = await s.csd('logs', '--last', '1', '-f');
    expect(stdout).toMatch(
      /^--- turn 2, .* UTC ---\n> clean up\n\n\* Bash\n {4}command: rm -rf build\n[\s\S]*\nRemoved\.\n\n$/,
    );
    expect((await s.csd('logs', '--json')).stdout.trim().split('\n')).toEqual(child.lines);
  });
});
