import { beforeEach, describe, expect, test } from 'vitest';
import { answer, type Choice } from '../../../../src/drive/screen/gates/answer-gate.ts';
import { createFakeContext, type FakeContext } from '../../../fakes/context.ts';
import { bashGate, type Gate, ScriptedAgent } from '../../scripted.ts';

let ctx: FakeContext;
let agent: ScriptedAgent;
let answered: string[];
beforeEach(() => {
  ctx = createFakeContext();
  agent = new ScriptedAgent(ctx);
  answered = [];
});

const note = (label: string) => void answered.push(label);
const choose = (choice: Choice = {}) => answer(ctx, agent.sidecar, choice);
const enters = () => agent.keys.filter((key) => key === 'Enter').length;
const refusal = (choosing: Promise<unknown>) =>
  choosing.then(
    () => ({ code: 'none' }),
    (error: { code: string; message: string }) => error,
  );

/** The agent reads no key for this long, in ms; then it takes 100 ms for each, in the order they came. */
function stall(ms: number): void {
  const act = agent.pane.onKey;
  let free = ctx.clock.now() + ms;
  agent.pane.onKey = (key, pane) => {
    free = Math.max(free, ctx.clock.now()) + 100;
    ctx.clock.after(free - ctx.clock.now(), () => act?.(key, pane));
  };
}

const TRUST: Gate = {
  title: 'Accessing workspace:',
  body: ['Is this a project you created or one you trust?', ''],
  options: ['No, exit', 'Yes, I trust this folder'],
  numbered: false,
  hint: 'Enter to confirm · Esc to cancel',
  onConfirm: note,
};
const MCP: Gate = {
  title: 'New MCP server found in this project: demo',
  options: [
    'Use this MCP server',
    'Use this and all future MCP servers in this project',
    'Continue without using this MCP server',
  ],
  numbered: false,
  selected: 2,
  hint: 'Enter to confirm · Esc to cancel',
  onConfirm: note,
};

const BYPASS: Gate = {
  title: 'WARNING: Claude Code running in Bypass Permissions mode',
  body: ['In Bypass Permissions mode, Claude Code will not ask for your approval.', ''],
  options: ['No, exit', 'Yes, I accept'],
  numbered: false,
  hint: 'Enter to confirm · Esc to cancel',
  onConfirm: note,
};

describe('a caller that may not consent to an agent without permission checks', () => {
  const forbidden = async (choice: Choice) => {
    agent.open(BYPASS);
    expect(await refusal(choose(choice))).toMatchObject({ code: 'forbidden', message: /grant-consent/ });
    expect(agent.keys).toEqual([]);
  };

  test.each([[{}], [{ option: 2 }], [{ match: 'accept' }]])('cannot accept it at the gate: %j', async (choice) => {
    ctx.needsConsent = true;
    await forbidden(choice);
  });

  test('can decline it, and accept it once a person has consented; it may answer other gates itself', async () => {
    ctx.needsConsent = true;
    agent.open(bashGate('touch x'));
    expect(await choose()).toMatchObject({ label: 'Yes' });
    agent.open(BYPASS);
    expect(await choose({ option: 1 })).toMatchObject({ label: 'No, exit' });
    for (const { worker } of ctx.backends.values()) if (worker) ctx.files.put(worker.consentFile(ctx.home), 'yes');
    agent.open(BYPASS);
    expect(await choose()).toMatchObject({ label: 'Yes, I accept', gate: 'bypass' });
  });
});

describe('one answer', () => {
  test.each([
    ['trust, with the refusal selected', TRUST, {}, 'Yes, I trust this folder', 2, ['Down', 'Enter']],
    ['trust, by number', TRUST, { option: 1 }, 'No, exit', 1, ['Enter']],
    ['the agreeing option, above the cursor', MCP, {}, 'Use this MCP server', 1, ['Up', 'Up', 'Enter']],
    [
      'by a part of its label',
      MCP,
      { match: 'all future' },
      'Use this and all future MCP servers in this project',
      2,
      ['Up', 'Enter'],
    ],
    [
      'by its whole label, if others contain it',
      { ...bashGate('x', note), options: ['Yes, always', 'Yes', 'No'] },
      { match: 'YES' },
      'Yes',
      2,
      ['Down', 'Enter'],
    ],
    ['the option that widens no permission', bashGate('x', note), {}, 'Yes', 1, ['Enter']],
    ['a refusal by its label', bashGate('x', note), { match: 'No' }, 'No', 3, ['Down', 'Down', 'Enter']],
  ] as [string, Gate, Choice, string, number, string[]][])('%s', async (_, gate, choice, label, option, keys) => {
    agent.open(gate);
    await expect(choose(choice)).resolves.toMatchObject({ label, option });
    expect(answered).toEqual([label]);
    expect(agent.keys).toEqual(keys);
  });

  test('no digit is ever pressed', async () => {
    agent.open(bashGate('x', note));
    await choose({ option: 3 });
    expect(agent.keys.filter((key) => /\d/.test(key))).toEqual([]);
  });

  test('copy mode is left first', async () => {
    agent.open(TRUST);
    agent.pane.inMode = true;
    await choose();
    expect(answered).toEqual(['Yes, I trust this folder']);
  });

  test('a dialog that offers keys instead of rows', async () => {
    agent.pane.screen = [
      '─'.repeat(80),
      ' Auto mode can’t check actions',
      '',
      ' Enter to stay in auto mode · Esc to cancel',
    ].join('\n');
    agent.pane.onKey = (key) => {
      note(key);
      agent.draw();
    };
    await choose({ match: 'cancel' });
    expect(answered).toEqual(['Escape']);
  });

  test.each(['cancel', 'close', 'go back'])('deny leaves a view whose Escape is to %s', async (word) => {
    agent.pane.screen = ['─'.repeat(80), ' Usage  Stats', '', ' Cost: $1', '', ` Esc to ${word}`].join('\n');
    agent.pane.onKey = (key) => {
      note(key);
      agent.draw();
    };
    await choose({ deny: true });
    expect(answered).toEqual(['Escape']);
  });
});

describe('a menu that a person opened, and that no row declines', () => {
  const MODELS: Gate = {
    title: 'Select model',
    body: ['Your pick is the default for new sessions.', ''],
    options: ['Default (recommended)', 'Opus', 'Fable'],
    hint: 's to use this session only · Enter to save · Esc to cancel',
    onConfirm: note,
    onKey: (key) => {
      if (key !== 'Escape') return;
      agent.gate = undefined;
      agent.draw();
    },
  };

  test.each([
    ['Enter to save · Esc to cancel', 'cancel'],
    ['↓ to navigate · Esc to go back', 'go back'],
    ['Type to search · Enter to resume · Esc to close', 'close'],
  ])('deny leaves it with the key of its hint, with nothing chosen: %s', async (hint, label) => {
    agent.finishTurn();
    agent.open({ ...MODELS, hint });
    await expect(choose({ deny: true })).resolves.toEqual({ option: 0, label, gate: 'other', told: false });
    expect(agent.keys).toEqual(['Escape']);
    expect(answered).toEqual([]);
  });

  const refuses = async () => {
    expect(await refusal(choose({ deny: true }))).toMatchObject({ code: 'no_such_option' });
    expect(agent.keys).toEqual([]);
  };

  test.each([
    ['one of its rows ends something', { options: ['Yes, enable it', 'Exit'] }],
    ['its hint has another word for the key', { hint: 'Enter to save · Esc to clear' }],
    ['it is one of the agent’s gates', { title: 'Settings Error' }],
  ])('no key is pressed if %s', async (_, other) => {
    agent.finishTurn();
    agent.open({ ...MODELS, ...other });
    await refuses();
  });

  test('no key is pressed while a tool waits, nor before the agent has begun', async () => {
    agent.log.prompt('Go.').call('Bash', 'tool-1', { command: 'make' });
    agent.writeTranscript();
    agent.open(MODELS);
    await refuses();
    agent = new ScriptedAgent(ctx, 'other');
    await ctx.files.remove(`${agent.sidecar.config_dir}/sessions/${agent.pane.pid}.json`);
    agent.writesStatus = false;
    agent.open(MODELS);
    await refuses();
  });

  test.each([
    ['its list is left first', ['↑ to switch tabs · Esc to go back', 'Esc to close'], 'go back'],
    ['three keys', ['Esc to close', 'Esc to go back', 'Esc to cancel'], 'close'],
  ])('one deny leaves all of it, key by key, and nothing behind it: %s', async (_, hints, label) => {
    agent.finishTurn();
    let at = 0;
    agent.open({
      ...MODELS,
      hint: hints[0] ?? '',
      onKey: () => {
        at++;
        agent.gate = hints[at] === undefined ? undefined : { ...(agent.gate as Gate), hint: hints[at] ?? '' };
        agent.draw();
      },
    });
    await expect(choose({ deny: true })).resolves.toMatchObject({ option: 0, label, gate: 'other' });
    expect(agent.keys).toEqual(hints.map(() => 'Escape'));
    expect(answered).toEqual([]);
  });

  test('a menu of another title that a key uncovers stays', async () => {
    agent.finishTurn();
    const outer = { ...MODELS, title: 'Settings', hint: 'Esc to close' };
    agent.open({
      ...MODELS,
      onKey: () => {
        agent.gate = outer;
        agent.draw();
      },
    });
    await choose({ deny: true });
    expect(agent.keys).toEqual(['Escape']);
    expect(agent.gate).toBe(outer);
  });

  test('an open search is emptied first', async () => {
    agent.finishTurn();
    const draw = agent.draw.bind(agent);
    const views = ['Type to filter · Esc to clear', 'Esc to cancel'].map((hint) =>
      ['─'.repeat(80), '  Settings  Status   Config   Usage', '', `  ${hint}`].join('\n'),
    );
    agent.draw = () => {
      draw();
      agent.pane.screen = views.shift() ?? agent.pane.screen;
    };
    agent.draw();
    await expect(choose({ deny: true })).resolves.toMatchObject({ option: 1, label: 'clear' });
    expect(agent.keys).toEqual(['Escape', 'Escape']);
  });

  const bare = (...rows: string[]) => {
    agent.finishTurn();
    agent.pane.screen = rows.join('\n');
    agent.pane.cursor = { x: 0, y: 0, hidden: true };
    agent.before = (key) => {
      if (key === 'Escape' || key === 'Enter') agent.draw();
    };
  };

  test.each([
    [
      'Escape',
      'close',
      ['▔'.repeat(80), '  Settings  Status   Config   Usage   Stats', '', '  Version:   2.1.332   ↓'],
    ],
    [
      'Escape',
      'close',
      ['   Overview   Models', '', '  Sessions: 1', '', '    ↓ stats · r to cycle dates · ctrl+s to copy'],
    ],
    ['Enter', 'continue', ['─'.repeat(80), '  Diagnostics', '', '  Enter to continue · f to fix with Claude']],
  ])('%s leaves a view that names no key to cancel it', async (key, label, rows) => {
    bare(...rows);
    await expect(choose({ deny: true })).resolves.toMatchObject({ option: 1, label, gate: 'other' });
    expect(agent.keys).toEqual([key]);
  });

  test('deny closes a view that covers the conversation', async () => {
    agent.finishTurn();
    agent.pane.screen = ['● Hello.', '─'.repeat(80), '  Showing detailed transcript · ctrl+o to toggle'].join('\n');
    await expect(choose({ deny: true })).resolves.toMatchObject({ option: 0, label: 'close' });
    expect(agent.keys).toEqual(['C-o']);
    expect(await refusal(choose({ deny: true }))).toMatchObject({ code: 'no_gate' });
    expect(agent.keys).toEqual(['C-o']);
  });
});

describe('the next gate', () => {
  test.each([
    ['with other words', bashGate('touch two')],
    ['with the same words', bashGate('touch one')],
  ])('%s gets no key', async (_, next) => {
    agent.log.prompt('go').call('Bash', 'a', {}, 'm').call('Bash', 'b', {}, 'm');
    agent.writeTranscript();
    agent.open(
      bashGate('touch one', (label) => {
        note(label);
        agent.log.result('a');
        agent.writeTranscript();
        agent.open({ ...next, onConfirm: note });
      }),
    );
    await choose();
    expect(answered).toEqual(['Yes']);
    expect(agent.keys).toEqual(['Enter']);
    expect(agent.gate).toBeDefined();
  });

  test.each([
    ['at once', 30],
    ['while the status of the first one is still in transit', 300],
  ])('with the same words, identified only by the status file, %s', async (_, lag) => {
    agent.open(
      bashGate('touch one', (label) => {
        note(label);
        ctx.clock.advance(30);
        agent.open(bashGate('touch one', note));
      }),
    );
    if (lag > 30) {
      agent.setStatus('busy');
      ctx.clock.after(lag, () => agent.setStatus('waiting'));
    }
    await choose();
    expect(answered).toEqual(['Yes']);
    expect(agent.gate).toBeDefined();
  });

  test('of a slow agent, which reads our Enter late, gets no second Enter', async () => {
    agent.open(
      bashGate('touch one', (label) => {
        note(label);
        agent.open(bashGate('touch two', note));
      }),
    );
    stall(2000);
    await choose();
    ctx.clock.advance(5000);
    expect(answered).toEqual(['Yes']);
    expect(agent.gate).toBeDefined();
  });

  test('a gate that replaces ours while the cursor moves gets no Enter', async () => {
    agent.open(MCP);
    agent.before = (what) => {
      if (what === 'Up') agent.open(bashGate('rm -rf x', note));
    };
    expect(await refusal(choose())).toMatchObject({ code: 'gate_changed' });
    expect([enters(), answered]).toEqual([0, []]);
  });

  test('not even if its options are the same', async () => {
    agent.open(bashGate('touch x', note));
    agent.before = (what) => {
      if (what === 'Down') agent.open({ ...bashGate('rm -rf x', note), selected: 1 });
    };
    expect(await refusal(choose({ match: 'No' }))).toMatchObject({ code: 'gate_changed' });
    expect([enters(), answered]).toEqual([0, []]);
  });

  test('nor does a gate that disappears', async () => {
    agent.open(MCP);
    agent.before = (what) => {
      if (what === 'Up') agent.close();
    };
    expect(await refusal(choose())).toMatchObject({ code: 'gate_changed' });
    expect(enters()).toBe(0);
  });

  test('an option that changes under the cursor gets no Enter', async () => {
    agent.open(MCP);
    agent.before = (what) => {
      if (what === 'Up') agent.open({ ...MCP, options: [...MCP.options].reverse(), selected: agent.selected });
    };
    expect(await refusal(choose())).toMatchObject({ code: 'gate_changed' });
    expect([enters(), answered]).toEqual([0, []]);
  });
});

describe('lost keys', () => {
  test('a dialog that still moves its cursor after Enter, and then closes, was answered', async () => {
    agent.writesStatus = false;
    ctx.files.texts.clear();
    agent.open(TRUST);
    agent.swallow = { Enter: 1 };
    // Seen on 2.1.243 on a busy machine: the trust dialog stays open while the agent loads what it may use now.
    agent.before = (what) => {
      if (what !== 'Down' || enters() === 0) return;
      agent.close();
      note('Yes, I trust this folder');
    };
    expect(await choose()).toMatchObject({ label: 'Yes, I trust this folder' });
    expect([answered, enters()]).toEqual([['Yes, I trust this folder'], 1]);
  });

  test.each(['', 'a draft of mine'])(
    'a cursor key that reached the composer behind the gate leaves %j there',
    async (draft) => {
      agent.open(bashGate('x', note));
      agent.remembered = 'an older prompt';
      agent.draft = draft;
      agent.swallow = { Enter: 1 };
      agent.before = (what) => {
        if (what !== 'Up' || enters() === 0 || answered.length > 0) return;
        agent.close();
        note('No');
      };
      await choose({ match: 'No' });
      expect([answered, enters(), agent.keys.slice(-3)]).toEqual([['No'], 1, ['Enter', 'Up', 'Down']]);
      if (draft === '') expect(agent.draft).toBe('');
    },
  );

  test.each([1600, 4000, 9000])(
    'a cursor key leaves nothing behind, even after an answer that is read %i ms late',
    async (ms) => {
      agent.open({ ...bashGate('x', note), selected: 2 });
      agent.remembered = 'an older prompt';
      stall(ms);
      await choose({ match: 'No' });
      ctx.clock.advance(2000);
      expect([answered, agent.keys, agent.draft]).toEqual([['No'], ['Enter', 'Up', 'Down'], '']);
    },
  );

  test.each([1, 2])('%i cursor keys', async (count) => {
    agent.open(TRUST);
    agent.swallow = { Down: count };
    await choose();
    expect(answered).toEqual(['Yes, I trust this folder']);
  });

  test.each([1, 2])('%i Enters: the same row is confirmed, once', async (count) => {
    agent.open(MCP);
    agent.swallow = { Enter: count };
    await expect(choose()).resolves.toMatchObject({ label: 'Use this MCP server' });
    expect(answered).toEqual(['Use this MCP server']);
  });

  test('a gate that never accepts Enter: an error', async () => {
    agent.open(bashGate('x', note));
    agent.swallow = { Enter: 99 };
    expect(await refusal(choose())).toMatchObject({
      code: 'not_accepted',
      message: expect.stringContaining('not accepted by the TUI'),
    });
    expect(answered).toEqual([]);
  });

  test('a cursor that does not move: nothing is confirmed', async () => {
    agent.open(TRUST);
    agent.swallow = { Down: 99 };
    expect(await refusal(choose())).toMatchObject({ code: 'not_accepted' });
    expect([enters(), answered]).toEqual([0, []]);
  });

  test('a cursor key that is only late: the row is still the right one', async () => {
    agent.open({ ...TRUST, options: ['No, exit', 'Yes, I trust this folder', 'Maybe later'] });
    stall(2700);
    await choose();
    expect(answered).toEqual(['Yes, I trust this folder']);
  });
});

describe('what proves an answer', () => {
  test('a call that is late in the transcript proves nothing', async () => {
    agent.log.prompt('go');
    agent.writeTranscript();
    agent.open(bashGate('x', note));
    agent.swallow = { Enter: 99 };
    agent.before = (what) => {
      if (what === 'Enter') ctx.clock.after(100, () => agent.log.call('Bash', 'a') && agent.writeTranscript());
    };
    expect(await refusal(choose())).toMatchObject({ code: 'not_accepted' });
  });

  test('a late status proves nothing either', async () => {
    agent.setStatus('busy');
    agent.writesStatus = false;
    agent.open(bashGate('x', note));
    agent.writesStatus = true;
    agent.swallow = { Enter: 99 };
    agent.before = (what) => {
      if (what === 'Enter') ctx.clock.after(100, () => agent.setStatus('waiting'));
    };
    expect(await refusal(choose())).toMatchObject({ code: 'not_accepted' });
  });

  test('the end of the agent proves it if the option ends it', async () => {
    agent.open({
      ...TRUST,
      onConfirm: (label) => {
        note(label);
        agent.pane.exit(1);
      },
    });
    await expect(choose({ match: 'No, exit' })).resolves.toMatchObject({ label: 'No, exit' });
    expect(answered).toEqual(['No, exit']);
  });
});

describe('questions of several choices', () => {
  const CHECKS: Gate = {
    title: '←  ☒ DB  ☐ Checks  ✔ Submit  →',
    question: 'Which checks should run?',
    options: ['[ ] Lint', '[ ] Types', '[ ] Type something', 'Chat about this'],
    hint: 'Enter to select · Tab/Arrow keys to navigate · Esc to cancel',
  };

  test('Enter toggles a checkbox: that is the answer, and it is pressed once', async () => {
    agent.writesStatus = false;
    ctx.files.texts.clear();
    agent.open({
      ...CHECKS,
      onConfirm: (label) => {
        note(label);
        agent.open({
          ...CHECKS,
          options: CHECKS.options.map((row) => (row === label ? row.replace('[ ]', '[✔]') : row)),
          selected: 1,
          onConfirm: note,
        });
      },
    });
    await expect(choose({ match: 'Types' })).resolves.toMatchObject({ label: 'Types', option: 2 });
    expect(answered).toEqual(['[ ] Types']);
    expect(enters()).toBe(1);
  });

  test('a bare approval of a question is refused: no option plainly agrees', async () => {
    agent.open({ ...CHECKS, options: ['Postgres', 'SQLite', 'Type something.', 'Chat about this'] });
    expect(await refusal(choose())).toMatchObject({ code: 'no_such_option' });
    expect(agent.keys).toEqual([]);
  });
});

describe('refused before any key', () => {
  test('no gate', async () => {
    expect(await refusal(choose())).toMatchObject({ code: 'no_gate' });
    expect(agent.pane.received).toEqual([]);
  });

  test('a gate that is only quoted', async () => {
    agent.conversation = [' Do you want to proceed?', ' ❯ 1. Yes', '   2. No', '', ' Esc to cancel · Tab to amend'];
    agent.draw();
    expect(await refusal(choose())).toMatchObject({ code: 'no_gate' });
    expect(agent.pane.received).toEqual([]);
  });

  test.each([[{ option: 4 }], [{ option: 0 }], [{ match: 'Maybe' }], [{ match: '' }], [{ match: 'e' }]])(
    '%j is not a single option',
    async (choice) => {
      agent.open(bashGate('x', note));
      expect(await refusal(choose(choice))).toMatchObject({ code: 'no_such_option' });
      expect(agent.pane.received).toEqual([]);
    },
  );

  test('a menu that no rule knows and where no option agrees', async () => {
    agent.open({ title: 'Select model', options: ['Opus', 'Sonnet'], hint: 'Enter to save · Esc to cancel' });
    expect(await refusal(choose())).toMatchObject({ code: 'no_such_option' });
    expect(agent.pane.received).toEqual([]);
  });

  test('a dead session', async () => {
    agent.open(TRUST);
    agent.pane.exit(1);
    expect(await refusal(choose())).toMatchObject({ code: 'dead' });
    expect(agent.pane.received).toEqual([]);
  });
});

test('two concurrent answers take turns: the second one finds no gate', async () => {
  agent.open(bashGate('x', note));
  const results = await Promise.allSettled([choose(), choose()]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(answered).toEqual(['Yes']);
});

describe('declining keeps the current state', () => {
  const LEAVING: Gate = {
    title: 'Background work is running',
    body: ['The following will stop when you exit:', ''],
    question: 'shell · Wait',
    options: ['Exit and stop tasks', 'Move to background and exit', 'Stay'],
    hint: 'Enter to confirm · Esc to cancel',
    onConfirm: note,
  };

  test('with the row that changes nothing', async () => {
    agent.open(LEAVING);
    await expect(choose({ deny: true })).resolves.toMatchObject({ label: 'Stay' });
    expect(answered).toEqual(['Stay']);
  });

  test.each([
    ['no row does', { ...LEAVING, options: ['Exit and stop tasks', 'Move to background and exit'] }],
    ['the refusal ends the agent', TRUST],
    ['its words are unknown', { ...LEAVING, options: ['Rester', 'Quitter'], hint: 'Enter to confirm · Esc to clear' }],
  ] as [string, Gate][])('and is refused, listing the rows, if %s', async (_, gate) => {
    agent.open(gate);
    const rows = gate.options.map((label, n) => ({ number: n + 1, label }));
    expect(await refusal(choose({ deny: true }))).toMatchObject({ code: 'no_such_option', data: { rows } });
    expect(agent.keys).toEqual([]);
  });

  test('approval of a gate that only widens permissions is refused', async () => {
    agent.open({ ...bashGate('x', note), options: ['Yes, and don’t ask again for: x', 'No'] });
    expect(await refusal(choose())).toMatchObject({ code: 'no_such_option' });
    expect(agent.keys).toEqual([]);
  });
});

describe('the class of a plan option', () => {
  test.each(['manual', 'auto'] as const)('does not answer another gate: %s', async (plan) => {
    const gate = bashGate('touch x');
    agent.open({
      ...gate,
      options: ['Yes', 'Yes, and switch to auto mode', 'No'],
      onConfirm: note,
    });
    expect(await refusal(choose({ plan }))).toMatchObject({ code: 'no_such_option' });
    expect([answered, agent.keys]).toEqual([[], []]);
  });
});
