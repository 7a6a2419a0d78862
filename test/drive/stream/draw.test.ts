import { expect, test } from 'vitest';
import type { StreamFact } from '../../../src/detect/agent/stream-grammar.ts';
import type { StreamState } from '../../../src/detect/stream/fold-stream.ts';
import { Drawer } from '../../../src/drive/stream/draw.ts';

const EVIL = 'a\u001b]52;c;ZXZpbA==\u0007\u009b2J\u0008b';
const STATE = { running: true, usage: { cost: 0.1 } } as unknown as StreamState;

/** Each kind of fact that shows something, with a text that acts on a terminal wherever an agent supplies the text. */
const FACTS: Record<string, unknown> = {
  'text as it comes': { kind: 'delta', text: EVIL },
  'a text': { kind: 'text', text: EVIL },
  'a prompt': { kind: 'prompted', text: EVIL },
  'a tool': { kind: 'tool', id: '1', name: EVIL, input: { [EVIL]: EVIL } },
  'a command': { kind: 'tool', id: '1', name: EVIL, command: EVIL, input: {} },
  'the end of a tool': { kind: 'tool_ended', id: '1', text: EVIL, failed: true },
  'a gate': { kind: 'gate', gate: { kind: 'permission', tool: EVIL, prompt: EVIL, options: [{ label: EVIL }] } },
  'a plan': { kind: 'gate', gate: { kind: 'plan', tool: EVIL, prompt: '', options: [], plan: { text: EVIL } } },
  'a question': {
    kind: 'gate',
    gate: { kind: 'question', tool: EVIL, prompt: '', options: [], questions: [{ question: EVIL, options: [EVIL] }] },
  },
  'a failure': { kind: 'failed', error: EVIL },
  'a note': { kind: 'note', text: EVIL },
  'a refusal': { kind: 'refused', error: EVIL },
  'a retry': { kind: 'detail', detail: 'retrying', retry: EVIL },
  'the end of a turn': { kind: 'ended', error: EVIL, interrupted: false, command: true, text: EVIL },
};

test.each(Object.entries(FACTS))('%s is drawn without control sequences', (_, fact) => {
  const drawn = new Drawer('job').draw(fact as StreamFact, STATE);
  expect(drawn).toContain('a');
  expect(drawn).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
});
