import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BACKENDS } from '../../../src/backends/index.ts';
import type { GuardPolicy } from '../../../src/drive/guard/policy.ts';
import { answerHook } from '../../../src/entry/internal/guard-hook.ts';

let folder: string;
let policyFile: string;
let policy: GuardPolicy;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'csd-guard-')));
  policyFile = path.join(folder, 'policy.json');
  policy = {
    backend: 'claude',
    cwd: folder,
    home: folder,
    protect: ['**/.env'],
    secret: [],
    log: path.join(folder, 'log'),
    armed: path.join(folder, 'armed'),
  };
  write({});
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (change: Partial<GuardPolicy>) => writeFileSync(policyFile, JSON.stringify({ ...policy, ...change }));
function asks(tool: string, input: object, change?: Partial<GuardPolicy>): string {
  if (change) write(change);
  const call = { hook_event_name: 'PreToolUse', tool_name: tool, tool_input: input, cwd: folder };
  return answerHook(policyFile, JSON.stringify(call));
}

describe.each(['claude', 'codex'])('the guard of %s', (backend) => {
  beforeEach(() => write({ backend }));

  test('says nothing about a tool that may run, and records nothing', () => {
    expect(asks('Bash', { command: 'ls src' })).toBe('');
    expect(() => statSync(policy.log)).toThrow('ENOENT');
  });

  test('denies a write to a protected path in the agent’s format, and records it privately for the user', () => {
    const denied = JSON.parse(asks('Bash', { command: 'echo x > .env' }));
    expect(denied.hookSpecificOutput).toMatchObject({ permissionDecision: 'deny' });
    expect(denied.hookSpecificOutput.permissionDecisionReason).toContain('.env');
    const [line = '', ...more] = readFileSync(policy.log, 'utf8').trimEnd().split('\n');
    expect(JSON.parse(line)).toMatchObject({ tool: 'Bash', command: 'echo x > .env', at: expect.any(Number) });
    expect(more).toEqual([]);
    expect(statSync(policy.log).mode & 0o077).toBe(0);
  });

  test('records only the beginning of a long command', () => {
    asks('Bash', { command: `echo ${'x'.repeat(5000)} > .env` });
    expect(JSON.parse(readFileSync(policy.log, 'utf8')).command).toHaveLength(1000);
  });
});

test('the start of a session arms the guard', () => {
  expect(answerHook(policyFile, JSON.stringify({ hook_event_name: 'SessionStart' }))).toBe('');
  expect(statSync(policy.armed).mode & 0o077).toBe(0);
});

test.each([
  ['no JSON', () => answerHook(policyFile, '{')],
  ['no tool', () => answerHook(policyFile, '{"hook_event_name":"Stop"}')],
  ['no policy', () => answerHook(path.join(folder, 'none'), '{}')],
  ['an agent without a guard', () => asks('Bash', { command: 'ls' }, { backend: 'none' })],
])('%s cannot be answered, which its program turns into a denial', (_, ask) => {
  expect(ask).toThrow();
  expect([...BACKENDS.keys()]).not.toContain('none');
});
