import { expect, test } from 'vitest';
import { runCli } from '../../src/faces/cli/main.ts';
import { createProgress } from '../../src/faces/cli/progress-rows.ts';
import { ps } from '../../src/operations/sessions/ps.ts';
import { inCell, onTerminal, toJson } from '../../src/operations/text/escape-output.ts';
import { recordingHost } from '../faces/host.ts';

const EVIL = '\x1b[2J\x1b]0;title\x07\r\n\x9b31m\x7f\u202eright\u2066to\u200fleft\u2028end\x00';
/** Control characters of a terminal: everything of C0 and C1 except a line break. */
const ACTS = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/;
const TURNS = /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

test('JSON contains no terminal control characters, and still means the same', () => {
  const json = toJson({ text: EVIL, [EVIL]: 1 });
  expect(json).not.toMatch(ACTS);
  expect(json).not.toMatch(TURNS);
  expect(json).not.toContain('\n');
  expect(JSON.parse(json)).toEqual({ text: EVIL, [EVIL]: 1 });
});

test('a cell of a table contains none either, nor a line break', () => {
  expect(inCell(EVIL)).toMatch(/^[\x20-\x7e]+$/);
  expect(inCell('/tmp/日本')).toBe('/tmp/日本');
});

test('the text of an answer keeps its rows and loses its control characters', () => {
  expect(onTerminal('a\n\tb\x1b[31mc')).toBe('a\n\tb\\x1b[31mc');
  expect(onTerminal(`שלום ${EVIL}`)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
});

test('the table of ps is safe whatever the name of a folder, a tool or a broken sidecar', () => {
  const session = { name: 'job', cwd: EVIL, alive: true, state: { status: 'working', tools: [EVIL] } };
  const broken = { name: 'x', path: `/${EVIL}`, error: EVIL };
  for (const terminal of [undefined, { columns: 80, colours: true }]) {
    const view = { now: 0, flags: {}, ...(terminal && { terminal }) };
    const table = ps.cli.render?.({ sessions: [session], broken: [broken] } as never, view) ?? '';
    expect(table.split('\n')).toHaveLength(3);
    expect(table.replaceAll(/\x1b\[(?:1|2|22|36|39)m/g, '')).not.toMatch(ACTS);
    expect(table).not.toMatch(TURNS);
  }
});

test.each([
  ['run', { status: 'done', text: EVIL }],
  ['state', { status: 'idle_done', text: EVIL }],
])('the output of %s is safe', async (name, answer) => {
  const { host, played } = recordingHost([name, 'x'], { answer });
  await runCli(host);
  expect(played.stdout.length).toBeGreaterThan(20);
  expect(played.stdout).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
});

const turn = { turn: 1, at: 0, duration_ms: 1, ended: EVIL, prompt: EVIL, answer: EVIL, tools: { [EVIL]: 1 } };
const state = { status: 'blocked', gate: EVIL, prompt: EVIL, options: [EVIL] };
const agent = {
  session: EVIL,
  backend: EVIL,
  pid: 1,
  pane: EVIL,
  tmux_session: EVIL,
  state,
  session_id: EVIL,
  cwd: EVIL,
};

test.each([
  [
    'history',
    { session: 'job', turns: [{ ...turn, input_tokens: 1, output_tokens: 1, cost_usd: 1, cost_source: EVIL }] },
  ],
  ['output', { session: 'job', turn: 1, text: EVIL, ended: EVIL }],
  ['screen', { screen: EVIL, width: 1, height: 1, cursor: { x: 0, y: 0 } }],
  ['discover', { agents: [agent], silent: [{ socket: EVIL, reason: EVIL }] }],
  ['batch', { results: [{ name: EVIL, status: 'done', ms: 1, text: EVIL, error: EVIL, session: EVIL, cwd: EVIL }] }],
  ['doctor', { ok: false, checks: [{ check: EVIL, status: 'failed', found: EVIL, remedy: EVIL }] }],
])('the output of %s for a person is safe, on either stream', async (name, answer) => {
  const words = name === 'output' || name === 'history' || name === 'screen' ? ['job'] : name === 'batch' ? ['/f'] : [];
  const { host, played } = recordingHost([name, ...words], { answer, files: { '/f': 'go' }, stderrIsTerminal: true });
  await runCli(host);
  expect((played.stdout + played.stderr).length).toBeGreaterThan(20);
  expect(played.stdout + played.stderr).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
  expect(played.stderr).not.toContain('csd failed');
});

test('progress is safe, whatever the names of the parts of a batch', () => {
  let told = '';
  const show = createProgress(undefined, (text) => {
    told += text;
  });
  show([{ name: EVIL, status: 'done', ended: true, elapsedMs: 1000 }]);
  expect(told).toMatch(/^✔ [\x20-\x7e]+\n$/);
});

test('completions are one word each: a name that could be two is left out', async () => {
  const { host, played } = recordingHost(['--complete', 'state', ''], {
    values: { session: ['job', 'two\nrows', 'act\x1b[2J', 'turn\u202e'] },
  });
  await runCli(host);
  expect(played.stdout).toBe('job\n');
});

test('a note about words after -- is safe', async () => {
  const { host, played } = recordingHost(['run', '--', `--x=${EVIL.replaceAll('\0', '')}`]);
  await runCli(host);
  expect(played.stderr).toContain('note');
  expect(played.stderr.trimEnd()).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
});

test('the output of an error is safe', async () => {
  const { host, played } = recordingHost(['state', EVIL.replaceAll('\0', '')]);
  await runCli(host);
  expect(played.stderr).not.toMatch(ACTS);
});
