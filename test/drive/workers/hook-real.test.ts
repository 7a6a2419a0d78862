import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EMIT_SCRIPT } from '../../../src/backends/claude/emit-event.ts';
import { worker } from '../../../src/backends/claude/worker.ts';

const PLUGIN = join(import.meta.dirname, '../../../plugin');
const ID = 'session-1';

describe('the hook of workers', () => {
  let folder: string;
  let script: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), `csd-emit 'it"s' `));
    script = join(folder, 'emit-event');
    writeFileSync(script, EMIT_SCRIPT);
    writeFileSync(join(folder, `${ID}.meta`), '{}');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const emit = (event: unknown, args = [folder, ID], env = {}) => {
    const { stdout, stderr, status } = spawnSync('sh', [script, ...args], {
      input: typeof event === 'string' ? event : JSON.stringify({ session_id: ID, ...(event as object) }),
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...env },
    });
    // `error` is ignored: a hook may end before it has read everything, and the writer's EPIPE is not a separate
    // failure.
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    return stdout;
  };
  const lines = (id = ID) => {
    const file = join(folder, `${id}.events.jsonl`);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  };
  const events = () => lines().map((line) => JSON.parse(line) as Record<string, unknown>);
  const last = () => events().at(-1) ?? {};

  test('writes one line per event, ts and event first, and prints nothing', () => {
    const told = [
      { hook_event_name: 'SessionStart', cwd: '/a "b" \\ é', source: 'startup' },
      { hook_event_name: 'UserPromptSubmit', prompt: 'x' },
      { hook_event_name: 'PreToolUse', tool_name: 'Bash', tool_input: { command: 'echo "\\"', n: [1, { a: null }] } },
      { tool_input: { a: 'b' }, tool_name: 'T', hook_event_name: 'PermissionRequest' },
      { hook_event_name: 'Stop', last_assistant_message: '{"hook_event_name":"SessionEnd"}' },
      { hook_event_name: 'SessionEnd' },
      { hook_event_name: 'Notification' },
    ];
    expect(told.map((event) => emit(event)).join('')).toBe('');
    expect(lines().every((line) => /^\{"ts":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ","event":"\w+"/.test(line))).toBe(true);
    expect(events().map(({ ts, ...rest }) => rest)).toEqual([
      { event: 'session_start', cwd: '/a "b" \\ é' },
      { event: 'user_prompt_submit' },
      { event: 'pre_tool_use', tool: 'Bash', tool_input: { command: 'echo "\\"', n: [1, { a: null }] } },
      { event: 'permission_request', tool: 'T', tool_input: { a: 'b' } },
      { event: 'stop' },
      { event: 'session_end' },
    ]);
  });

  test.each([true, false])(
    'in a session in the background that is a copy (%s) it writes nothing',
    (forkSourceAlive) => {
      writeFileSync(join(folder, 'state.json'), JSON.stringify({ forkSourceAlive }, null, 2));
      emit({ hook_event_name: 'Stop' }, [folder, ID], { CLAUDE_JOB_DIR: folder });
      expect(events().map(({ event }) => event)).toEqual(forkSourceAlive ? [] : ['stop']);
    },
  );

  test('a long input is cut, and the rest is still JSON', () => {
    const content = 'é"\\\n日本語 '.repeat(20_000);
    emit({
      hook_event_name: 'PreToolUse',
      tool_name: 'Write',
      tool_input: { content, file_path: '/x', deep: { a: 1 } },
    });
    const { tool_input } = last() as { tool_input: Record<string, string> };
    expect(Object.keys(tool_input)).toEqual(['content', 'file_path']);
    expect(content.startsWith(tool_input.content?.replace(/\.\.\.$/, '') ?? '?')).toBe(true);
    expect(tool_input.content?.length).toBeGreaterThan(150);
    expect(readFileSync(join(folder, `${ID}.events.jsonl`)).length).toBeLessThan(4096);
  });

  test('concurrent events do not mix', async () => {
    const one = (n: number) =>
      new Promise((resolve) => {
        const child = spawn('sh', [script, folder, ID], { stdio: ['pipe', 'ignore', 'ignore'] });
        child.on('close', resolve);
        const tool_input = { n, text: 'x'.repeat(n % 2 ? 2000 : 9000) };
        child.stdin.end(JSON.stringify({ hook_event_name: 'PreToolUse', tool_name: 'T', tool_input }));
      });
    await Promise.all(Array.from({ length: 12 }, (_, n) => one(n)));
    const numbers = events().map(({ tool_input }) => (tool_input as { n: number }).n);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n));
  });

  test('never fails: without meta or JSON, with half of it, with nothing', () => {
    for (const text of ['', '{"hook_event_name":"Stop"', '[', 'Stop', '{"hook_event_name":"Stop"}}', '\u0000'])
      expect(emit(text)).toBe('');
    expect(emit({ hook_event_name: 'Stop' }, [folder, 'other'])).toBe('');
    expect(emit({ hook_event_name: 'Stop' }, [join(folder, 'nowhere'), ID])).toBe('');
    expect([lines(), lines('other')]).toEqual([[], []]);
  });

  describe('writes only where nobody else can write', () => {
    const stop = { hook_event_name: 'Stop' };
    const asPlugin = (dir: string) => emit(stop, [], { CSD_WORKER_DIR: dir });
    const events = () => join(folder, `${ID}.events.jsonl`);
    const both = (dir: string) => {
      emit(stop, [dir, ID]);
      asPlugin(dir);
    };

    test('not in a folder that others can write; one that they can only read is made private', () => {
      for (const mode of [0o777, 0o1777, 0o770, 0o720, 0o702]) {
        chmodSync(folder, mode);
        both(folder);
        expect([mode, existsSync(events())]).toEqual([mode, false]);
      }
      chmodSync(folder, 0o755);
      both(folder);
      expect(lines()).toHaveLength(2);
      expect([folder, events()].map((place) => statSync(place).mode & 0o777)).toEqual([0o700, 0o600]);
    });

    test('not through a link in place of the folder, the meta or the events', () => {
      const target = join(folder, 'target');
      for (const there of ['kept\n', undefined]) {
        if (there === undefined) rmSync(target);
        else writeFileSync(target, there);
        symlinkSync(target, events());
        both(folder);
        rmSync(events());
        expect(existsSync(target) && readFileSync(target, 'utf8')).toBe(there ?? false);
      }
      const link = `${folder}-link`;
      symlinkSync(folder, link);
      for (const name of [link, `${link}/`, `${link}//`]) both(name);
      rmSync(link);
      renameSync(join(folder, `${ID}.meta`), join(folder, 'meta'));
      symlinkSync(join(folder, 'meta'), join(folder, `${ID}.meta`));
      both(folder);
      expect(existsSync(events())).toBe(false);
    });

    test('not into a pipe or a folder', { timeout: 20_000 }, () => {
      execFileSync('mkfifo', [events()]);
      both(folder);
      rmSync(events());
      mkdirSync(events());
      both(folder);
      expect(readdirSync(events())).toEqual([]);
    });

    test.runIf(process.getuid?.() === 0)("not in another user's folder, nor into another user's file", () => {
      writeFileSync(events(), '');
      for (const place of [folder, join(folder, `${ID}.meta`), events()]) {
        chownSync(place, 65534, 65534);
        both(folder);
        expect([place, readFileSync(events(), 'utf8')]).toEqual([place, '']);
        chownSync(place, 0, 0);
      }
      both(folder);
      expect(lines()).toHaveLength(2);
    });
  });

  test('does not wait for an input that is never closed', async () => {
    const child = spawn('sh', [script, folder, ID], { stdio: ['pipe', 'ignore', 'ignore'] });
    child.stdin.write('{"hook_event_name":');
    const started = performance.now();
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(performance.now() - started).toBeLessThan(7000);
    child.stdin.destroy();
  });

  test('as a plugin it uses the session id of the event, and ignores workers that have their own hook', () => {
    const asPlugin = (event: object) => emit(event, [], { CSD_WORKER_DIR: folder });
    asPlugin({ hook_event_name: 'Stop' });
    asPlugin({ hook_event_name: 'Stop', session_id: '../session-1' });
    expect(events()).toHaveLength(1);
    writeFileSync(join(folder, `${ID}.meta`), '{\n  "own_hook": true\n}');
    asPlugin({ hook_event_name: 'Stop' });
    expect(events()).toHaveLength(1);
  });
});

test('the plugin has the same hook, for the same events', () => {
  expect(readFileSync(join(PLUGIN, 'hooks/emit-event'), 'utf8')).toBe(EMIT_SCRIPT);
  const { hooks } = JSON.parse(readFileSync(join(PLUGIN, 'hooks/hooks.json'), 'utf8'));
  expect(Object.keys(hooks)).toEqual(worker.events);
});
