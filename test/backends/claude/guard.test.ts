import { expect, test } from 'vitest';
import { guard } from '../../../src/backends/claude/guard.ts';

/** The guard's input for a tool, as the agent's hook reports it. */
const given = (tool_name: string, tool_input: object) =>
  guard.read({ hook_event_name: 'PreToolUse', cwd: '/work/app', tool_name, tool_input }, () => '');

test.each([
  ['Write', { file_path: '.env', content: 'x' }],
  ['Edit', { file_path: '.env', old_string: 'a', new_string: 'b' }],
  ['MultiEdit', { file_path: '.env', edits: [{ old_string: 'a', new_string: 'b' }] }],
  ['NotebookEdit', { notebook_path: '.env', new_source: 'x' }],
])('%s writes the file that it names', (tool, input) => {
  expect(given(tool, input)).toMatchObject({ tool, writes: ['.env'], cwd: '/work/app' });
});

test('a tool of a server is judged by all its input, however deeply nested', () => {
  const call = given('mcp__disk__write', { to: [{ path: '.env' }], text: 'hello' });
  expect(call).toMatchObject({ tool: 'mcp__disk__write', texts: expect.arrayContaining(['.env', 'hello']) });
});

test('reading writes nothing', () => {
  expect(given('Read', { file_path: '.env' })).toMatchObject({ writes: [], reads: ['.env'] });
});
