import { beforeEach, describe, expect, test } from 'vitest';
import { interrupt } from '../../../../src/drive/screen/gates/interrupt.ts';
import { createFakeContext, type FakeContext } from '../../../fakes/context.ts';
import { bashGate, ScriptedAgent } from '../../scripted.ts';

let ctx: FakeContext;
let agent: ScriptedAgent;

beforeEach(() => {
  ctx = createFakeContext();
  agent = new ScriptedAgent(ctx);
});

/** A turn in flight that ends `ms` after an Escape has been read; `back` is what the agent puts into its composer. */
function atWork(ms: number, back = ''): void {
  agent.take('say hello');
  agent.writeTranscript();
  agent.draw();
  let ended = false;
  const press = agent.pane.onKey;
  agent.pane.onKey = (key, pane) => {
    const taken = key === 'Escape' && (agent.swallow.Escape ?? 0) === 0 && !ended;
    press?.(key, pane);
    if (!taken) return;
    ended = true;
    ctx.clock.after(ms, () => {
      agent.log.interrupted();
      agent.writeTranscript();
      agent.working = false;
      agent.gate = undefined;
      agent.draft = back;
      agent.setStatus('idle');
      agent.draw();
    });
  };
}

const escapes = () => agent.keys.filter((key) => key === 'Escape').length;
const call = () => interrupt(ctx, agent.sidecar);

describe('an interrupt', () => {
  test('is one key, and done when the composer is live again', async () => {
    atWork(600);
    const since = ctx.clock.now();
    await expect(call()).resolves.toMatchObject({
      interrupted: true,
      state: { status: 'idle_done', interrupted: true },
    });
    expect(ctx.clock.now() - since).toBeGreaterThanOrEqual(600);
    expect(agent.keys).toEqual(['Escape']);
  });

  test('returns the prompt that the agent gave back, and leaves an empty composer', async () => {
    atWork(100, 'say hello');
    await expect(call()).resolves.toMatchObject({ interrupted: true, returned_prompt: 'say hello' });
    expect(agent.draft).toBe('');
  });

  test('that was lost is repeated, but not before its time is over', async () => {
    agent.swallow = { Escape: 1 };
    atWork(100);
    const since = ctx.clock.now();
    await expect(call()).resolves.toMatchObject({ interrupted: true });
    expect(escapes()).toBe(2);
    expect(ctx.clock.now() - since).toBeGreaterThan(2500);
  });

  describe('when a prompt waits in the queue, whose turn then begins', () => {
    beforeEach(() => {
      agent.take('say hello');
      agent.log.enqueue('go on');
      agent.writeTranscript();
      agent.draw();
      const press = agent.pane.onKey;
      let begun = false;
      agent.pane.onKey = (key, pane) => {
        press?.(key, pane);
        if (key !== 'Escape' || begun) return;
        begun = true;
        ctx.clock.after(200, () => {
          agent.log.interrupted().raw({ type: 'queue-operation', operation: 'dequeue' });
          agent.working = false;
          agent.take('go on');
          agent.writeTranscript();
          agent.draw();
        });
      };
    });

    test('that turn continues', async () => {
      await expect(call()).resolves.toMatchObject({ interrupted: true, state: { status: 'working' } });
      expect(escapes()).toBe(1);
    });

    test('that turn is interrupted too if all work is to end', async () => {
      await interrupt(ctx, agent.sidecar, 'queue').catch(() => undefined);
      expect(escapes()).toBeGreaterThan(1);
    });
  });

  test('closes a permission gate of the turn', async () => {
    atWork(100);
    agent.open(bashGate('touch made'));
    await expect(call()).resolves.toMatchObject({ interrupted: true });
    expect(agent.keys).toEqual(['Escape']);
  });

  test('that the agent never accepts is an error', async () => {
    agent.take('say hello');
    agent.writeTranscript();
    agent.draw();
    await expect(call()).rejects.toMatchObject({ code: 'not_accepted' });
  });
});

describe('no key is pressed', () => {
  test('when no turn is in flight: two Escapes would open the list of checkpoints', async () => {
    await expect(call()).resolves.toMatchObject({ interrupted: false });
    expect(agent.keys).toEqual([]);
  });

  test('at a gate that Escape would answer', async () => {
    const options = ['Use this MCP server', 'Continue without using this MCP server'];
    agent.open({
      title: 'New MCP server found: demo',
      options,
      numbered: false,
      hint: 'Enter to confirm · Esc to cancel',
    });
    await expect(call()).rejects.toMatchObject({ code: 'gated' });
    expect(agent.keys).toEqual([]);
  });

  test('when the agent is gone', async () => {
    agent.pane.exit(1);
    await expect(call()).rejects.toMatchObject({ code: 'dead' });
    expect(agent.keys).toEqual([]);
  });
});

describe('if the person has rebound the agent’s keys', () => {
  const bind = (context: string, bindings: object, ...more: object[]) =>
    ctx.files.put('/home/me/.claude/keybindings.json', JSON.stringify({ bindings: [{ context, bindings }, ...more] }));
  const noCtrlC = { context: 'Global', bindings: { 'ctrl+c': null } };

  /** Only these keys end the turn. */
  function endsOn(...keys: string[]): void {
    atWork(100);
    const press = agent.pane.onKey;
    agent.pane.onKey = (key, pane) => {
      if (key === 'Escape') return;
      press?.(keys.at(-1) === key ? 'Escape' : key, pane);
    };
  }

  test.each<[string[], object]>([
    [['C-g'], { escape: null, 'ctrl+g': 'chat:cancel' }],
    [['C-x', 'C-q'], { escape: null, 'ctrl+x ctrl+q': 'chat:cancel' }],
    [['C-c'], { escape: null }],
  ])('the key that interrupts is pressed: %j', async (keys, bindings) => {
    endsOn(...keys);
    bind('Chat', bindings);
    await expect(call()).resolves.toMatchObject({ interrupted: true });
    expect(agent.keys).toEqual(keys);
  });

  test('the usual key is pressed if another user could have bound them', async () => {
    atWork(100);
    bind('Chat', { escape: null, 'ctrl+g': 'chat:cancel' });
    ctx.files.distrusted.set('/home/me/.claude/keybindings.json', 'foreign');
    await expect(call()).resolves.toMatchObject({ interrupted: true });
    expect(agent.keys).toEqual(['Escape']);
  });

  test('an error says at once that no key interrupts', async () => {
    atWork(100);
    bind('Chat', { escape: null }, noCtrlC);
    const since = ctx.clock.now();
    await expect(call()).rejects.toMatchObject({
      code: 'not_accepted',
      message: expect.stringMatching(/continues: in .*keybindings\.json.*chat:cancel/),
    });
    expect([ctx.clock.now() - since, agent.keys]).toEqual([0, []]);
  });

  test('no key is pressed that would clear a draft, or answer a menu', async () => {
    atWork(100);
    agent.draft = 'mine';
    agent.draw();
    bind('Chat', { escape: null });
    await expect(call()).rejects.toMatchObject({ code: 'not_accepted', message: expect.stringContaining('draft') });
    agent.draft = '';
    agent.open(bashGate('touch made'));
    bind('Select', { escape: null });
    await expect(call()).rejects.toMatchObject({ code: 'not_accepted', message: expect.stringContaining('menu') });
    expect(agent.keys).toEqual([]);
  });
});
