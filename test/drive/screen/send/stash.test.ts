import { beforeEach, describe, expect, test } from 'vitest';
import { inject } from '../../../../src/drive/screen/send/send.ts';
import { createFakeContext, type FakeContext } from '../../../fakes/context.ts';
import { bashGate, ScriptedAgent } from '../../scripted.ts';

let ctx: FakeContext;
let agent: ScriptedAgent;
beforeEach(() => {
  ctx = createFakeContext();
  agent = new ScriptedAgent(ctx);
});

const draft = (text: string) => {
  agent.draft = text;
  agent.draw();
};
const send = (stash = true) => inject(ctx, agent.sidecar, 'say hello', { submit: true, retries: 3, stash });
const prompts = () => agent.log.turn.prompts.map(({ text }) => text);

describe('a draft that a person left', () => {
  test.each([['half a thought'], ['two rows\nof a thought'], ['indented\n  row']])(
    'is put back afterwards: %j',
    async (text) => {
      draft(text);
      await expect(send()).resolves.toMatchObject({ outcome: 'submitted', stashed: text, restored: true });
      expect(prompts()).toEqual(['say hello']);
      expect(agent.draft).toBe(text);
    },
  );

  test('is refused as usual without the flag', async () => {
    draft('half a thought');
    await expect(send(false)).rejects.toMatchObject({ code: 'composer_busy' });
    expect(agent.pane.received).toEqual([]);
  });

  test.each([
    ['a collapsed paste', Array.from({ length: 12 }, (_, n) => `row ${n}`).join('\n'), /collapsed/],
    ['more rows than a composer can show for certain', 'a\nb\nc\nd\ne\nf', /more than 5 rows/],
    ['a row that may be wrapped', `${'word '.repeat(14)}wor\nlonger than the rest`, /wrapped/],
  ])('is refused, and no key is pressed: %s', async (_, text, why) => {
    draft(text);
    await expect(send()).rejects.toMatchObject({ code: 'composer_busy', message: expect.stringMatching(why) });
    expect(agent.pane.received).toEqual([]);
    expect(agent.draft).toBe(text);
  });

  test.each([
    ['above', 0, '↑'],
    ['below', 1, '↓'],
  ])('is refused if rows of it are scrolled away %s', async (_, n, mark) => {
    draft('two rows\nof a thought');
    const rows = agent.pane.screen.split('\n');
    const rules = rows.flatMap((row, at) => (/^─+$/.test(row) ? [at] : []));
    rows[rules.slice(-2)[n] ?? 0] = `─── ${mark} 9 more ${'─'.repeat(60)}`;
    // The glyph is in the first row.
    agent.pane.screen = rows.join('\n').replace(n === 0 ? /^❯\u00a0(?=two)/m : /$^/, '  ');
    await expect(send()).rejects.toMatchObject({ code: 'composer_busy', message: expect.stringMatching(/scrolled/) });
    expect(agent.pane.received).toEqual([]);
  });

  test('that someone is still typing is refused', async () => {
    draft('half a tho');
    ctx.clock.after(100, () => draft('half a thought'));
    await expect(send()).rejects.toMatchObject({ code: 'composer_busy', message: expect.stringMatching(/typing/) });
    expect(agent.pane.received).toEqual([]);
  });

  test('is reported if a gate leaves no room for it', async () => {
    draft('half a thought');
    agent.onSubmit = (text) => {
      agent.take(text);
      agent.open(bashGate('touch x'));
    };
    await expect(send()).resolves.toMatchObject({ stashed: 'half a thought', restored: false });
    expect(agent.pane.pastes).toEqual(['say hello']);
  });

  test('is put back if the prompt was refused, and the error contains it', async () => {
    draft('half a thought');
    agent.swallow = { paste: 3 };
    await expect(send()).rejects.toMatchObject({
      code: 'not_accepted',
      data: { step: 'paste', stashed: 'half a thought', restored: true },
    });
    expect(agent.draft).toBe('half a thought');
    expect(prompts()).toEqual([]);
  });

  test('is not put back if there was none', async () => {
    const sent = await send();
    expect(sent).not.toHaveProperty('stashed');
    expect(agent.pane.pastes).toEqual(['say hello']);
  });
});
