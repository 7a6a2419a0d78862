import { beforeEach, describe, expect, test } from 'vitest';
import { lookAt } from '../../../../src/drive/observe/look-at.ts';
import { inject } from '../../../../src/drive/screen/send/send.ts';
import { beginEntry } from '../../../../src/drive/signals/entries.ts';
import { composer } from '../../../detect/screens.ts';
import { createFakeContext, type FakeContext } from '../../../fakes/context.ts';
import { bashGate, ScriptedAgent } from '../../scripted.ts';

let ctx: FakeContext;
let agent: ScriptedAgent;
beforeEach(() => {
  ctx = createFakeContext();
  agent = new ScriptedAgent(ctx);
});

const send = (prompt: string, options: { submit?: boolean; retries?: number } = {}) =>
  inject(ctx, agent.sidecar, prompt, { submit: true, retries: 5, ...options });
const enters = () => agent.keys.filter((key) => key === 'Enter').length;
const prompts = () => agent.log.turn.prompts.map(({ text }) => text);
const refusal = async (sending: Promise<unknown>) => {
  const error = await sending.then(
    (result) => ({ code: 'none', ...(result as object) }),
    (reason: { code: string }) => reason,
  );
  return error;
};

describe('a prompt that arrives', () => {
  test('is pasted once, entered once, with no other key, and proven', async () => {
    await expect(send('say hello')).resolves.toMatchObject({ outcome: 'submitted', attempts: 1 });
    expect(agent.pane.received).toEqual(['paste:say hello', 'key:Enter']);
    expect(prompts()).toEqual(['say hello']);
  });

  test.each([
    ['the transcript', { writesStatus: false }, 'transcript'],
    ['the status file', { transcriptLag: undefined }, 'status_file'],
    ['the screen', { transcriptLag: undefined, writesStatus: false }, 'screen'],
  ])('is proven by %s', async (_, changes, confirmed_by) => {
    Object.assign(agent, changes);
    if (confirmed_by === 'transcript')
      agent.onSubmit = (text) => {
        agent.log.prompt(text);
        ctx.clock.after(80, () => agent.writeTranscript());
      };
    await expect(send('say hello')).resolves.toMatchObject({ outcome: 'submitted', confirmed_by });
  });

  test.each([
    ['a newline at its end', 'say hello\n\n', 'say hello'],
    ['carriage returns', 'a\r\nb\rc', 'a\nb\nc'],
    ['the end of a paste', 'a\x1b[201~b', 'ab'],
    ['control bytes', 'a\x03b\x15c\x1b[Ad\x7fe\u009bf', 'abc[Adef'],
    ['a leading !', '!rm -rf x', ' !rm -rf x'],
    ['blanks and a leading !', '  !rm -rf x', ' !rm -rf x'],
    ['a trailing backslash', 'one \\', 'one \\ '],
    ['several lines', 'a\n\tb\n\nc', 'a\n\tb\n\nc'],
  ])('%s', async (_, prompt, pasted) => {
    await expect(send(prompt)).resolves.toMatchObject({ outcome: 'submitted' });
    expect(agent.pane.pastes).toEqual([pasted]);
  });

  test('sixty lines that collapse in the composer', async () => {
    const prompt = Array.from({ length: 60 }, (_, n) => `line ${n}`).join('\n');
    await expect(send(prompt)).resolves.toMatchObject({ outcome: 'submitted' });
    expect(prompts()).toEqual([prompt]);
  });

  test('the same prompt twice gives two turns and two proofs', async () => {
    await send('say hello');
    agent.finishTurn();
    ctx.clock.advance(5000);
    agent.swallow = { Enter: 1 };
    await expect(send('say hello')).resolves.toMatchObject({ outcome: 'submitted', attempts: 2 });
    expect(prompts()).toEqual(['say hello', 'say hello']);
  });

  test('the older copy proves nothing', async () => {
    await send('say hello');
    agent.finishTurn();
    ctx.clock.advance(5000);
    agent.onSubmit = () => {};
    expect(await refusal(send('say hello'))).toMatchObject({ code: 'not_accepted', data: { step: 'confirm' } });
  });

  test('while a turn is in flight it is queued', async () => {
    await send('first');
    await expect(send('second')).resolves.toMatchObject({ outcome: 'queued' });
    expect(agent.log.turn.queued).toBe(1);
  });

  test('--no-submit leaves it in the composer', async () => {
    await expect(send('say hello', { submit: false })).resolves.toMatchObject({
      outcome: 'typed',
      confirmed_by: 'composer',
    });
    expect(agent.pane.received).toEqual(['paste:say hello']);
    expect(agent.draft).toBe('say hello');
  });

  test('a command that opens a picker is accepted', async () => {
    agent.onSubmit = () =>
      agent.open({ title: 'Select model', options: ['Opus', 'Sonnet'], hint: 'Enter to save · Esc to cancel' });
    await expect(send('/model')).resolves.toMatchObject({ outcome: 'submitted', confirmed_by: 'screen' });
    expect(enters()).toBe(1);
  });
});

describe('a prompt with trouble on its way', () => {
  test('blanks left in the composer are not part of it', async () => {
    agent.draft = '  ';
    agent.draw();
    await expect(send('say hello')).resolves.toMatchObject({ outcome: 'submitted' });
    expect([prompts(), agent.pane.received]).toEqual([['say hello'], ['key:C-u', 'paste:say hello', 'key:Enter']]);
  });

  test('a composer that can no longer be read gets no second paste', async () => {
    const draw = agent.draw.bind(agent);
    agent.draw = () => {
      draw();
      if (agent.draft !== '') agent.pane.screen = '';
    };
    expect(await refusal(send('say hello'))).toMatchObject({
      code: 'not_accepted',
      message: expect.stringMatching(/can no longer be read/),
      data: { step: 'paste' },
    });
    expect(agent.pane.pastes).toEqual(['say hello']);
    expect(enters()).toBe(0);
  });

  test.each([1, 2, 4])('%i lost Enters', async (count) => {
    agent.swallow = { Enter: count };
    await expect(send('say hello')).resolves.toMatchObject({ outcome: 'submitted', attempts: count + 1 });
    expect(prompts()).toEqual(['say hello']);
    expect(agent.pane.pastes).toHaveLength(1);
  });

  test('an agent that never accepts Enter: an error, and the prompt is removed', async () => {
    agent.swallow = { Enter: 99 };
    expect(await refusal(send('say hello', { retries: 3 }))).toMatchObject({
      code: 'not_accepted',
      message: expect.stringContaining('not accepted by the TUI'),
      data: { step: 'submit', attempts: 3 },
    });
    expect(enters()).toBe(3);
    expect(agent.draft).toBe('');
  });

  test('a paste that a starting agent lost is repeated', async () => {
    agent.swallow = { paste: 1 };
    await expect(send('say hello')).resolves.toMatchObject({ outcome: 'submitted', attempts: 2 });
    expect(prompts()).toEqual(['say hello']);
  });

  test('a late paste is not pasted twice', async () => {
    agent.pane.onPaste = (text) =>
      ctx.clock.after(3000, () => {
        agent.draft += text;
        agent.draw();
      });
    const press = agent.pane.onKey;
    agent.pane.onKey = (key, pane) =>
      ctx.clock.after(ctx.clock.now() < 1_700_000_004_000 ? 3000 : 0, () => press?.(key, pane));
    await expect(send('say hello')).resolves.toMatchObject({ outcome: 'submitted' });
    expect(prompts()).toEqual(['say hello']);
  });

  test('the composer is waited for', async () => {
    agent.blank = true;
    agent.draw();
    ctx.clock.after(2000, () => {
      agent.blank = false;
      agent.draw();
    });
    await expect(send('say hello')).resolves.toMatchObject({ outcome: 'submitted' });
  });

  test('but not without end', async () => {
    agent.blank = true;
    agent.draw();
    expect(await refusal(send('say hello'))).toMatchObject({ code: 'not_ready' });
    expect(agent.pane.received).toEqual([]);
  });

  test('no sign of the outcome: an error', async () => {
    agent.onSubmit = () => {};
    expect(await refusal(send('say hello'))).toMatchObject({ code: 'not_accepted', data: { step: 'confirm' } });
    expect(enters()).toBe(1);
  });

  test('a menu that opens between paste and Enter gets no Enter', async () => {
    agent.before = (what) => {
      if (what === 'paste') agent.open(bashGate('rm -rf x'));
    };
    expect(await refusal(send('say hello'))).toMatchObject({ code: 'not_accepted' });
    expect(agent.keys).toEqual([]);
  });

  test('nor a second one if it opens after the first Enter', async () => {
    agent.onSubmit = (text) => {
      agent.take(text);
      agent.open(bashGate('rm -rf x'));
    };
    await expect(send('say hello')).resolves.toMatchObject({ outcome: 'submitted' });
    expect(enters()).toBe(1);
    expect(agent.gate).toBeDefined();
  });

  test('a menu that replaces the composer while Enter is lost', async () => {
    agent.swallow = { Enter: 1 };
    agent.before = (what) => {
      if (what === 'Enter') ctx.clock.after(100, () => agent.open(bashGate('rm -rf x')));
    };
    await refusal(send('say hello'));
    expect(enters()).toBe(1);
    expect(agent.gate).toBeDefined();
  });
});

describe('copy mode', () => {
  test('is left before the paste', async () => {
    agent.pane.inMode = true;
    await expect(send('say hello', { submit: false })).resolves.toMatchObject({ outcome: 'typed', attempts: 1 });
    expect(agent.pane.inMode).toBe(false);
  });

  test('again before Enter', async () => {
    agent.before = (what) => {
      if (what === 'paste') agent.pane.inMode = true;
    };
    await expect(send('say hello')).resolves.toMatchObject({ outcome: 'submitted', attempts: 1 });
  });
});

describe('refused before any key', () => {
  test.each([
    ['a draft of a person', () => Object.assign(agent, { draft: 'dear Claude' }), 'composer_busy'],
    ['a draft of several rows', () => Object.assign(agent, { draft: 'one\ntwo\nthree' }), 'composer_busy'],
    ['a draft that begins like the prompt', () => Object.assign(agent, { draft: 'say hello to all' }), 'composer_busy'],
    ['a gate', () => agent.open(bashGate('x')), 'gated'],
    ['a dead agent', () => agent.pane.exit(1), 'dead'],
    ['a pane that is gone', () => ctx.tmux.panes.clear(), 'dead'],
    [
      'a shell in the foreground',
      () => {
        agent.pane.command = 'bash';
        agent.blank = true;
      },
      'not_an_agent',
    ],
    [
      'a program that is not an agent',
      () => {
        agent.pane.command = 'cat';
        agent.pane.onPaste = undefined;
        agent.blank = true;
      },
      'not_ready',
    ],
    [
      'a tmux that does not answer',
      () => Object.assign(ctx.tmux, { failure: 'protocol version mismatch' }),
      'tmux_failed',
    ],
  ])('%s', async (_, prepare, code) => {
    prepare();
    agent.draw();
    const { draft } = agent;
    expect(await refusal(send('say hello'))).toMatchObject({ code });
    expect([agent.pane.received, agent.draft]).toEqual([[], draft]);
  });

  test('a session whose screen cannot be judged, and the error says why', async () => {
    Object.assign(agent.pane, { width: 100, height: 3, screen: '\n\n' });
    const message = expect.stringMatching(/shows no composer after 15 s \(geometry: the pane is only 100x3\): look/);
    expect(await refusal(send('say hello'))).toMatchObject({ code: 'not_ready', message });
  });

  test.each(['', '  \n ', '\x00\x03'])('an empty prompt: %j', async (prompt) => {
    expect(await refusal(send(prompt))).toMatchObject({ code: 'bad_input' });
    expect(agent.pane.received).toEqual([]);
  });

  test('ghost text is not a draft', async () => {
    const draw = agent.draw.bind(agent);
    agent.draw = () => {
      draw();
      if (!agent.gate && agent.draft === '' && !agent.working)
        agent.pane.screen = composer({ ghost: 'Try "fix lint errors"' }).text;
    };
    agent.draw();
    await expect(send('say hello')).resolves.toMatchObject({ outcome: 'submitted' });
  });
});

test.each([
  ['a prompt that a csd typed before it was ended', 'say hello', true],
  ['a draft of a person after that', 'dear Claude', undefined],
])('the error says whose draft it is: %s', async (_, draft, abandoned) => {
  await beginEntry(ctx, await lookAt(ctx, agent.sidecar), 'say hello');
  agent.draft = draft;
  agent.draw();
  const error = await refusal(send('say goodbye'));
  const message = expect.stringContaining(abandoned ? 'before it ended' : 'csd did not type');
  expect(error).toMatchObject({ code: 'composer_busy', message, data: { draft } });
  expect('data' in error && Object(error.data).abandoned).toBe(abandoned);
  expect(agent.keys).toEqual([]);
});

describe('others at the same composer', () => {
  test('text that a person types between our paste and its echo is left unchanged', async () => {
    agent.before = (what) => {
      if (what === 'paste') agent.draft = 'dear Claude, please ';
    };
    expect(await refusal(send('say hello'))).toMatchObject({ code: 'composer_busy' });
    expect(agent.keys).toEqual([]);
    expect(agent.draft).toBe('dear Claude, please say hello');
  });

  test('Enter is not repeated on a draft that is not ours', async () => {
    agent.swallow = { Enter: 1 };
    agent.before = (what) => {
      if (what === 'Enter') agent.draft = 'words of somebody else';
    };
    expect(await refusal(send('say hello'))).toMatchObject({ code: 'not_accepted' });
    expect(enters()).toBe(1);
    expect(agent.draft).toBe('words of somebody else');
  });

  test('two senders take turns: each prompt arrives whole', async () => {
    const results = await Promise.all([send('first of all'), send('second of all')]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['submitted', 'queued']);
    expect(agent.pane.received).toEqual(['paste:first of all', 'key:Enter', 'paste:second of all', 'key:Enter']);
  });

  test('the agent ends between paste and Enter: no key reaches its successor', async () => {
    agent.before = (what) => {
      if (what === 'paste') agent.pane.exit(0);
    };
    expect(await refusal(send('say hello'))).toMatchObject({ code: 'dead' });
    expect(agent.keys).toEqual([]);
  });
});

test('no test key is pressed into a gate that opens after a slow Enter', async () => {
  let enteredAt: number | undefined;
  let looks = 0;
  agent.onSubmit = (text) => {
    agent.draft = text;
    enteredAt = ctx.clock.now();
  };
  agent.pane.onLook = () => {
    // The look that finds the prompt still in the composer after 0.5 s is the last before the gate.
    if (enteredAt === undefined || ctx.clock.now() - enteredAt < 500 || looks++ !== 1) return;
    agent.draft = '';
    agent.take('touch it');
    agent.open(bashGate('touch it'));
  };
  await expect(send('touch it')).resolves.toMatchObject({ outcome: 'submitted' });
  expect(agent.pane.received).toEqual(['paste:touch it', 'key:Enter']);
  expect(agent.gate).toBeDefined();
});

describe('an agent that is slow to read its keys', () => {
  const typesNothingElse = async (slowMs: number) => {
    const { onPaste, onKey } = agent.pane;
    agent.pane.onPaste = (text, pane) => void ctx.clock.after(slowMs, () => onPaste?.(text, pane));
    agent.pane.onKey = (key, pane) => void ctx.clock.after(slowMs, () => onKey?.(key, pane));
    await expect(send('say hello')).resolves.toMatchObject({ outcome: 'submitted', attempts: 1 });
    return agent.pane.received;
  };

  // The screen after the Enter may take a blank for a choice.
  test.each([50, 400, 1400])('%i ms after each gets the prompt and one Enter, and no other key', async (slowMs) => {
    expect(await typesNothingElse(slowMs)).toEqual(['paste:say hello', 'key:Enter']);
  });
});
