import { expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { readScreen } from '../../../src/detect/screen/screen.ts';

const RULE = '─'.repeat(60);
/** How 2.1.332 reports background work, in the row of the finished turn and in the footer. */
const count = (finished: string, footer: string) =>
  readScreen(
    ['❯ go on', '', '● Done.', '', finished, '', RULE, '❯\u00a0', RULE, footer].join('\n'),
    { width: 60, height: 20, cursor: { x: 2, y: 7 } },
    claude.screen,
  ).background;

test.each([
  [
    '✻ Brewed for 1s · done 12:53 AM · 1 monitor still running',
    '  ⏵⏵ bypass permissions on · 1 monitor · ← for agents',
    { shells: 0, agents: 0, monitors: 1 },
  ],
  [
    '✻ Baked for 0s · 1 shell, 2 monitors still running',
    '  ⏵⏵ auto mode on · 1 shell, 2 monitors · ↓ to manage',
    { shells: 1, agents: 0, monitors: 2 },
  ],
  ['✻ Baked for 0s · 2 monitors, 1 shell still running', '  ? for shortcuts', { shells: 1, agents: 0, monitors: 2 }],
  [
    '✻ Brewed for 0s · 1 shell, 2 monitors still running',
    '  ⏵⏵ auto mode on · 5 background tasks · ↓ to manage',
    { shells: 1, agents: 0, monitors: 2, other: 2 },
  ],
  [
    '✻ Brewed for 0s · done 12:53 AM',
    '  ⏵⏵ auto mode on · 3 background tasks · ← for a…',
    { shells: 0, agents: 0, other: 3 },
  ],
  ['✻ Brewed for 0s', '  my own status · see 3 monitors, 4 shells', { shells: 0, agents: 0 }],
])('%s | %s', (finished, footer, expected) => {
  expect(count(finished, footer)).toEqual(expected);
});

const linear = (...rows: string[]) =>
  readScreen(
    ['[Screen Reader Mode: on via flag]', 'Claude Code v2.1.332', 'you: go on', 'claude: Done.', ...rows, '$'].join(
      '\n',
    ),
    { width: 80, height: 20, cursor: { x: 1, y: 4 + rows.length } },
    claude.screen,
  );

test.each([
  [
    'Baked for 1s · done 11:04 AM · 1 shell still running',
    'bypass permissions on  ·  1 shell  ·  ↓ to manage',
    { shells: 1, agents: 0 },
  ],
  ['Sautéed for 1s · 1 shell, 2 monitors still running', 'manual mode on', { shells: 1, agents: 0, monitors: 2 }],
  ['Baked for 1s', 'auto mode on  ·  3 background tasks', { shells: 0, agents: 0, other: 3 }],
  ['Baked for 1s', 'my own status  ·  3 shells', { shells: 0, agents: 0 }],
])('in the screen-reader mode: %s | %s', (finished, footer, expected) => {
  expect(linear(finished, footer)).toMatchObject({ linear: true, background: expected });
});

test('in the screen-reader mode background agents are waited for', () => {
  expect(linear('Waiting for 2 background agents to finish', 'manual mode on')).toMatchObject({
    waitsForBackground: true,
    background: { shells: 0, agents: 2 },
  });
});
