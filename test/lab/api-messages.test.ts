import { describe, expect, it } from 'vitest';
import { type Block, newestPrompt } from '../../scripts/lab/api-messages.ts';

const text = (words: string): Block => ({ type: 'text', text: words });
const result = (content = 'ok'): Block => ({ type: 'tool_result', tool_use_id: 'toolu_1', content });
const asked = { role: 'user', content: 'first' };
const called = { role: 'assistant', content: [{ type: 'tool_use' }] };
const newest = (...messages: { role: string; content: string | Block[] }[]) =>
  newestPrompt({ model: 'lab', messages: [asked, called, ...messages] });

describe('the prompt that a request of Claude Code is about', () => {
  it('is the newest one, with the rounds of results since', () => {
    expect(newest()).toEqual({ prompt: 'first', step: 0 });
    expect(newest({ role: 'user', content: [result()] })).toEqual({ prompt: 'first', step: 1 });
    expect(newest({ role: 'user', content: [result(), text('<system-reminder>x</system-reminder>')] })).toEqual({
      prompt: 'first',
      step: 1,
    });
  });

  it('may share a message with the result of an interrupted call', () => {
    const cut = [result('rejected'), text('[Request interrupted by user for tool use]'), text('second')];
    expect(newest({ role: 'user', content: cut })).toEqual({ prompt: 'second', step: 0 });
    const later = [{ role: 'user', content: cut }, called, { role: 'user', content: [result()] }];
    expect(newest(...later)).toEqual({ prompt: 'second', step: 1 });
  });

  it('is still the previous one if the agent passes on another during the turn', () => {
    const handed = text('The user sent a new message while you were working:\nsecond');
    expect(newest({ role: 'user', content: [result(), handed] })).toEqual({ prompt: 'first', step: 1 });
  });

  it.each([
    '<task-notification>\n<task-id>a</task-id>\n</task-notification>',
    '<system-reminder>\n[SYSTEM NOTIFICATION - NOT USER INPUT]\nA helper is back.\n</system-reminder>',
    '[SYSTEM NOTIFICATION - NOT USER INPUT]\nA helper is back.',
  ])('may be the report of a finished helper, which begins a turn: %s', (words) => {
    expect(newest({ role: 'user', content: [text(words)] })).toEqual({ prompt: words, step: 0 });
  });
});
