import { expect, test } from 'vitest';
import { codex } from '../../../src/backends/codex/agent.ts';
import { readScreen } from '../../../src/detect/screen/screen.ts';
import { fuse } from '../../../src/detect/verdict/fuse.ts';
import type { Signals } from '../../../src/detect/verdict/signals.ts';

/** The verdict on a side chat with this footer, whose own turn is over. */
function stateWith(footer: string) {
  const asked = ['› what is that', '', '• Reply 3.', '', '  Worked for <1s • 19:56', ''];
  const rows = [...asked, '› ', '', '  gpt-5.5 default · /work/app · Agent', footer];
  const size = { width: 78, height: 24 };
  const screen = readScreen(rows.join('\n'), { ...size, cursor: { x: 2, y: asked.length } }, codex.screen);
  const absent = { kind: 'absent' } as const;
  const turn = { phase: 'ended', prompt: 'what is that', text: 'Reply 3.', openTools: [], queued: 0, endedAt: 1000 };
  const signals = {
    at: 60_000,
    startedAt: 0,
    liveness: { kind: 'alive', command: 'codex' },
    screen: { kind: 'seen', screen },
    transcript: { kind: 'read', turn, path: '/rollout' },
    statusFile: absent,
    plan: absent,
  } as unknown as Signals;
  return fuse(signals, codex).state;
}

test.each([
  ['approval', 'approval'],
  ['input', 'answer'],
])(
  'while the conversation next to it needs %s, the state of a side chat is not that of the session',
  (needs, waits) => {
    expect(stateWith(`  Side from main thread · main needs ${needs} · ^/ to switch · ^c to archive`)).toEqual({
      status: 'unknown',
      reason: `another conversation than the one that is shown waits for an ${waits}`,
    });
  },
);

test('a side chat next to a conversation that waits for nothing has a state of its own', () => {
  expect(stateWith('  Side from main thread · ^/ to switch · ^c to archive').status).toBe('idle_done');
});
