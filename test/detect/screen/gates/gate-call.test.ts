import { describe, expect, test } from 'vitest';
import { claude } from '../../../../src/backends/claude/agent.ts';
import { findCall } from '../../../../src/detect/screen/gates/gate-call.ts';
import type { Menu } from '../../../../src/detect/screen/menus/menu-types.ts';
import type { ToolUse } from '../../../../src/detect/transcript/facts.ts';
import { observe } from '../../../../src/drive/observe/observe.ts';
import { listFixtures, worldOf } from '../../fixture.ts';

const bash = (id: string, command: string, more: object = {}): ToolUse => ({
  id,
  name: 'Bash',
  input: { command, description: 'Run it', ...more },
});
const found = (body: string, ...tools: ToolUse[]) => findCall({ body } as Menu, tools, claude.gates)?.id;

describe('the call that a gate is about', () => {
  const dialog = (command: string) => `Bash command\n\n${command}\nRun it\n\nDo you want to proceed?`;

  test('is the one whose command is in the dialog, also over several rows', () => {
    const tools = [bash('a', 'touch one'), bash('b', 'touch two')];
    expect(found(dialog('touch two'), ...tools)).toBe('b');
    expect(found(dialog('echo a very\nlong command'), bash('c', 'echo a very long command'))).toBe('c');
  });

  test('is not a call that the dialog shows only in part, or that has less text than the dialog', () => {
    expect(found(dialog('touch one two'), bash('a', 'touch one'))).toBeUndefined();
    expect(found(dialog('touch one'), bash('a', 'touch one two'))).toBeUndefined();
    expect(found(dialog('echo "touch one"'), bash('a', 'touch one'))).toBeUndefined();
  });

  test('is unknown if two different calls would fit, and the first of two identical ones', () => {
    expect(found(dialog('ls'), bash('a', 'ls'), bash('b', 'ls'))).toBe('a');
    expect(found(dialog('ls'), bash('a', 'ls'), bash('b', 'ls', { timeout: 5 }))).toBeUndefined();
  });

  test('is identified for a file by its name and its lines', () => {
    const write = (id: string, file_path: string, content: string): ToolUse => ({
      id,
      name: 'Write',
      input: { file_path, content },
    });
    const body = 'Create file\nsrc/new.txt\n\n1 one\n2 two\n\nDo you want to create new.txt?';
    expect(found(body, write('a', '/work/src/new.txt', 'one\ntwo\n'))).toBe('a');
    expect(found(body, write('a', '/work/src/new.txt', 'one\nthree\n'))).toBeUndefined();
    expect(found(body, write('a', '/work/new.txt', 'one\ntwo\n'))).toBeUndefined();
    expect(found(body, write('a', '/work/src/new.txt', ''))).toBeUndefined();
  });

  // The frame is 2.1.158's; later releases have none.
  test.each([
    [
      'in a frame',
      ['╭────────╮', '│ /work/n.ipynb │', '│ WHAT for cell c1 │', '│  1 -print(1) │', '│  1 +print(2) │', '╰────────╯'],
    ],
    ['without one', ['/work/n.ipynb', 'WHAT for cell c1', '', '1 -print(1)', '1 +print(2)']],
  ])('is identified for a notebook cell by the file and the operation: %s', (_, rows) => {
    const edit = (id: string, more: object): ToolUse => ({
      id,
      name: 'NotebookEdit',
      input: { notebook_path: '/work/n.ipynb', cell_id: 'c1', ...more },
    });
    const body = (what: string) => `Edit notebook\n${rows.join('\n').replace('WHAT', what)}\n\nDo you want to go on?`;
    const replaces = edit('r', { new_source: 'print(2)' });
    const deletes = edit('d', { new_source: '', edit_mode: 'delete' });
    expect(found(body('Replace cell contents'), replaces, deletes)).toBe('r');
    expect(found(body('Replace cell contents'), edit('r', { new_source: 'print(3)' }))).toBeUndefined();
    expect(found(body('Delete cell'), deletes)).toBe('d');
    expect(found(body('Delete cell'), edit('d', { cell_id: 'c2', edit_mode: 'delete' }))).toBeUndefined();
  });
});

test('the recorded gates of commands and files name their tool and its input', async () => {
  const told: Record<string, string[]> = {};
  for (const fixture of listFixtures()) {
    const scene = /gate-(bash|write|edit|read)--gate$/.exec(fixture.folder)?.[1];
    if (scene === undefined) continue;
    const { context, sidecar } = worldOf(fixture);
    const [seen] = await observe(context, [sidecar]);
    const { tool, input } = (seen?.verdict.state ?? {}) as { tool?: string; input?: object };
    told[scene] = [...(told[scene] ?? []), `${tool} ${Object.keys(input ?? {}).join(' ')}`];
  }
  const kinds = Object.fromEntries(Object.entries(told).map(([scene, all]) => [scene, [...new Set(all)]]));
  expect(kinds).toEqual({
    bash: ['Bash command description'],
    edit: ['Edit replace_all file_path old_string new_string'],
    read: ['Read file_path'],
    write: ['Write file_path content'],
  });
});
