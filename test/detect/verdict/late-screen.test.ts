import { describe, expect, test } from 'vitest';
import { claude } from '../../../src/backends/claude/agent.ts';
import { codex } from '../../../src/backends/codex/agent.ts';
import { readScreen } from '../../../src/detect/screen/screen.ts';
import { foldTurn } from '../../../src/detect/transcript/turn.ts';
import { fuse } from '../../../src/detect/verdict/fuse.ts';
import { judge, signalsOf } from '../judge.ts';
import { Log } from '../records.ts';
import { asked, busy, composer, type Shown, said } from '../screens.ts';

/*
 * The record of a prompt can be written before the screen is redrawn. Until then the screen shows the moment before:
 * the prompt as a draft, and the end of the previous turn.
 */

const PROMPT = 'go on with it';
const CUT = '  ⎿  Interrupted · What should Claude do instead?';
const log = () => new Log().prompt('begin').answer('The older answer.').ended().prompt(PROMPT);

describe('an agent that has just become idle again, long after the newest turn', () => {
  const done = () => new Log().prompt('begin').answer('The older answer.').ended();
  const turn = [...asked('begin'), ...said('The older answer.'), '✻ Worked for 9s · done 11:32 AM', ''];
  const at = (above: string[]) =>
    judge(composer({ above }), { log: done(), age: 20_000, status: 'idle', statusAge: 300 });
  const OLDER = { status: 'idle_done', text: 'The older answer.' };

  test.each([
    ['nothing else', []],
    ['a command that printed something', ['❯ /memory', '  ⎿  Closed memory', '']],
    ['two of them', ['❯ /mcp', '  ⎿  No MCP servers loaded.', '', '❯ /status', '']],
  ])('has begun no turn if %s is drawn below it: a view was closed', (_, below) => {
    expect(at([...turn, ...below])).toMatchObject(OLDER);
  });

  test.each([
    ['another prompt', [...asked('go on')]],
    ['another prompt and its answer', [...asked('go on'), ...said('The newer answer.')]],
    ['the same prompt and its answer once more', [...asked('begin'), ...said('The older answer.')]],
    ['a command and an answer to it', ['❯ /review', '', ...said('The newer answer.')]],
  ])('is not believed if %s is drawn below it and in no file yet', (_, below) => {
    expect(at([...turn, ...below])).toMatchObject({ status: 'working' });
  });
});

describe('the number of the turn in flight, while the newest recorded turn is over', () => {
  const turn = [...asked('begin'), ...said('The older answer.'), '✻ Worked for 9s · done 11:32 AM', ''];
  const shell = ['! sleep 8', '  ⎿  Running… (5s)', ''];
  const done = new Log().prompt('begin').answer('The older answer.').ended();
  const numberOf = (above: string[], older?: 'submitted' | 'queued') => {
    const screen = composer({ above, footer: ['  ⏵⏵ auto mode on (shift+tab to cycle) · esc to interrupt'] });
    const signals = signalsOf(screen, { log: done, age: 20_000, status: 'busy', statusAge: 300 });
    const entry = { turn: 7, before: 6, at: signals.at - 100, start: 'goon', drawn: 0 };
    const { state } = fuse({ ...signals, ...(older && { entry: { ...entry, outcome: older } }) }, claude);
    expect(state.status).toBe('working');
    return state.turn;
  };

  test.each([
    ['a command of the shell runs', [...turn, ...shell], undefined],
    ['the model answers that', [...turn, ...shell, ...busy()], undefined],
    ['a person has just entered a prompt', [...turn, ...asked('go on'), ...busy()], undefined],
    ['the agent goes on by itself', [...turn, ...busy()], done.turn.promptAt],
    ['a command of the shell is over', [...shell, ...turn, ...busy()], done.turn.promptAt],
  ])('is known only if it is that turn: %s', (_, above, number) => {
    expect(numberOf(above)).toBe(number);
  });

  test('is not that of a turn before the conversation was cleared', () => {
    const screen = composer({ above: [...shell, ...busy()] });
    const signals = signalsOf(screen, { log: done, age: 20_000, status: 'busy', statusAge: 300 });
    const entry = { turn: 7, outcome: 'submitted', at: signals.at - 90_000, start: 'begin', drawn: 0 } as const;
    const turn = foldTurn([], [{ kind: 'cleared' }], entry.at);
    const { state } = fuse({ ...signals, entry, transcript: { kind: 'read', turn, path: '/t.jsonl' } }, claude);
    expect([state.status, state.turn]).toEqual(['working', undefined]);
  });

  test('is that of the prompt that csd has just entered, but not while that waits in the queue', () => {
    expect(numberOf([...turn, ...asked('go on')], 'submitted')).toBe(7);
    expect(numberOf([...turn, ...shell], 'queued')).toBe(undefined);
  });
});

describe('an answer that is drawn before it is written', () => {
  const answered = composer({ above: [...asked(PROMPT), ...said('The newer answer.')] });
  const at = (screen: Shown, statusAge: number) =>
    judge(screen, { log: log(), age: statusAge + 500, status: 'idle', statusAge });

  test('is waited for: its turn was not cut off', () => {
    for (const age of [1600, 3000, 9000]) expect(at(answered, age)).toMatchObject({ status: 'working' });
    expect(at(answered, 11_000)).toMatchObject({ status: 'idle_done', interrupted: true });
  });

  test('may have its last row only', () => {
    const finished = composer({ above: [...asked(PROMPT), '✻ Worked for 9s · done 11:32 AM', ''] });
    expect(at(finished, 3000)).toMatchObject({ status: 'working' });
  });

  test.each([
    ['is not there', composer({ above: asked(PROMPT) })],
    ['is that of another prompt', composer({ above: [...asked('begin'), ...said('The older answer.')] })],
    ['was cut off', composer({ above: [...asked(PROMPT), ...said('The newer'), CUT, ''] })],
  ])('%s: the turn is over', (_, screen) => {
    expect(at(screen, 3000)).toMatchObject({ status: 'idle_done', interrupted: true });
  });
});

describe('a screen that is drawn later than the prompt’s record', () => {
  const drafted = composer({ above: [...asked('begin'), ...said('The older answer.')], draft: [PROMPT] });
  const cut = composer({ above: [...asked('begin'), CUT, ''] });

  test.each([
    ['its prompt as a draft', drafted],
    ['the end of an interrupted turn', cut],
  ])('shows %s, and neither belongs to the new turn', (_, shown) => {
    for (const age of [0, 138, 700, 1400]) {
      expect(judge(shown, { log: log(), age })).toMatchObject({ status: 'working' });
      // The status is older than the prompt's record.
      expect(judge(shown, { log: log(), age, status: 'idle', statusAge: age + 900 })).toMatchObject({
        status: 'working',
      });
    }
  });

  test.each([
    ['its prompt as a draft', drafted],
    ['the note that it was interrupted', cut],
  ])('still shows %s when everything has settled: the turn is over', (_, shown) => {
    const over = { status: 'idle_done', interrupted: true, text: '' };
    expect(judge(shown, { log: log(), age: 1600 })).toMatchObject(over);
    expect(judge(shown, { log: log(), age: 1600, status: 'idle', statusAge: 1550 })).toMatchObject(over);
    // The agent reports it itself.
    expect(judge(shown, { log: log(), age: 700, status: 'idle', statusAge: 300 })).toMatchObject(over);
  });

  test('is waited for in codex too, which has no status file', () => {
    const rows = ['› begin', '', '• The older answer.', '', `› ${PROMPT}`, '', '  gpt-5.5-codex default · /work/app'];
    const screen = readScreen(rows.join('\n'), { width: 80, height: 24, cursor: { x: 15, y: 4 } }, codex.screen);
    const state = (age: number) => {
      const signals = { ...signalsOf(undefined, { log: log(), age }), screen: { kind: 'seen', screen } as const };
      return fuse(signals, codex).state;
    };
    expect(screen.composer?.draft).toBe(PROMPT);
    expect(state(138)).toMatchObject({ status: 'working' });
    expect(state(1600)).toMatchObject({ status: 'idle_done', interrupted: true, text: '' });
  });
});
