import { expect } from 'vitest';
import type { OperationName } from '../../../src/operations/index.ts';
import { bashGate } from '../../drive/scripted.ts';
import {
  askedAt,
  asking,
  busy,
  consented,
  delegateClosed,
  delegated,
  delegateLeaving,
  distrusted,
  empty,
  ended,
  foreign,
  gated,
  ID,
  idle,
  leaving,
  metered,
  paused,
  reporting,
  startable,
  succeeding,
  tracked,
  type World,
  willing,
  withAgent,
  withBatch,
  withoutTmux,
} from './worlds.ts';

/** A call, its environment, and what must be in its outcome or failure. */
export interface Case {
  world: World;
  input: Record<string, unknown>;
  argv: string[];
  outcome?: object;
  failure?: { code: string };
}

const job = { session: 'job' };
const nobody = { world: empty, input: job, argv: ['job'], failure: { code: 'no_such_session' } };
const worker = { worker: 'job' };
const noWorker = { world: empty, input: worker, argv: ['job'], failure: { code: 'no_such_session' } };
const gate = bashGate('touch x');

/** Every operation has an outcome and a failure here; a new one does not compile without them. */
export const CASES: Record<OperationName, [Case, Case, ...Case[]]> = {
  spawn: [
    {
      world: startable,
      input: { session_id: ID, name: 'job', agent_args: ['--verbose'], size: '100x30' },
      argv: ['--session-id', ID, '--name', 'job', '--size', '100x30', '--', '--verbose'],
      outcome: { name: 'job', session_id: ID, backend_version: '2.1.330' },
    },
    { world: startable, input: { cwd: '/none' }, argv: ['--cwd', '/none'], failure: { code: 'bad_input' } },
    {
      world: startable,
      input: { name: 'job', worktree: true },
      argv: ['--name', 'job', '--worktree'],
      failure: { code: 'bad_input' },
    },
    {
      world: startable,
      input: { name: 'job', agent_args: ['--resume', ID] },
      argv: ['--name', 'job', '--', '--resume', ID],
      failure: { code: 'bad_input' },
    },
  ],
  send: [
    {
      world: willing,
      input: { ...job, prompt: 'do it now', retries: 3 },
      argv: ['job', 'do', 'it', 'now', '--retries', '3'],
      outcome: { ok: true, outcome: 'submitted', attempts: 1 },
    },
    { world: gated(gate), input: { ...job, prompt: 'go' }, argv: ['job', 'go'], failure: { code: 'gated' } },
    { world: paused, input: { ...job, prompt: 'go' }, argv: ['job', 'go'], failure: { code: 'paused' } },
    { world: ended, input: { ...job, prompt: 'go' }, argv: ['job', 'go'], failure: { code: 'dead' } },
  ],
  state: [
    { world: gated(gate), input: job, argv: ['job'], outcome: { status: 'blocked', gate: 'permission' } },
    nobody,
    {
      world: idle,
      input: { ...job, explain: true },
      argv: ['job', '--explain'],
      outcome: { status: 'idle_done', evidence: expect.arrayContaining([expect.anything()]) },
    },
    {
      world: idle,
      input: { ...job, mirrored: true },
      argv: ['job', '--mirrored'],
      outcome: { status: 'idle_done' },
    },
  ],
  screen: [
    { world: idle, input: job, argv: ['job'], outcome: { screen: expect.stringContaining('Hello.'), width: 80 } },
    {
      world: withAgent((_agent, ctx) => ctx.tmux.restartServer()),
      input: job,
      argv: ['job'],
      failure: { code: 'dead' },
    },
  ],
  approve: [
    {
      world: askedAt(gate),
      input: { ...job, option: 1 },
      argv: ['job', '--option', '1'],
      outcome: { ok: true, option: 1 },
    },
    {
      world: gated(gate),
      input: { ...job, match: 'nothing of it' },
      argv: ['job', '--match', 'nothing of it'],
      failure: { code: 'no_such_option' },
    },
  ],
  deny: [
    { world: askedAt(gate), input: job, argv: ['job'], outcome: { ok: true, label: 'No' } },
    { world: idle, input: job, argv: ['job'], failure: { code: 'no_gate' } },
  ],
  answer: [
    {
      world: asking,
      input: { ...job, answers: ['blue'] },
      argv: ['job', 'blue'],
      outcome: { ok: true, answered: [{ question: 'Which colour?', chosen: ['blue'] }] },
    },
    { world: idle, input: { ...job, answers: ['2'] }, argv: ['job', '2'], failure: { code: 'no_question' } },
    { world: gated(gate), input: { ...job, answers: ['blue'] }, argv: ['job', 'blue'], failure: { code: 'gated' } },
  ],
  interrupt: [{ world: busy, input: job, argv: ['job'], outcome: { ok: true, interrupted: true } }, { ...nobody }],
  record: [
    {
      world: idle,
      input: { ...job, out: '/work/out' },
      argv: ['job', '--out', '/work/out'],
      outcome: { ok: true, folder: '/work/out', state: { status: 'idle_done', text: 'Hello.' } },
    },
    { ...nobody },
  ],
  doctor: [
    {
      world: idle,
      input: {},
      argv: [],
      outcome: {
        ok: expect.any(Boolean),
        checks: expect.arrayContaining([expect.objectContaining({ check: 'tmux' })]),
      },
    },
    {
      world: withAgent((_agent, ctx) => {
        ctx.tmux.hasSession = () => Promise.reject(new Error('it broke'));
        ctx.processes.find = async () => '/bin/tmux';
        ctx.processes.output = async () => 'tmux 3.3a';
      }),
      input: {},
      argv: [],
      failure: { code: 'internal' },
    },
  ],
  ps: [
    {
      world: idle,
      input: {},
      argv: [],
      outcome: { sessions: [expect.objectContaining({ name: 'job', alive: true })] },
    },
    { world: withoutTmux, input: {}, argv: [], failure: { code: 'no_tmux' } },
    {
      world: foreign,
      input: { all: true },
      argv: ['--all'],
      outcome: { sessions: [expect.objectContaining({ tracked: false, pane: '%0', alive: true })] },
    },
  ],
  discover: [
    {
      world: foreign,
      input: { cwd: '/work/app' },
      argv: ['--cwd', '/work/app'],
      outcome: {
        agents: [
          expect.objectContaining({
            kind: 'pane',
            pane: '%0',
            session: null,
            state: expect.objectContaining({ status: 'idle_done' }),
          }),
        ],
      },
    },
    { world: withoutTmux, input: {}, argv: [], failure: { code: 'no_tmux' } },
  ],
  track: [
    {
      world: foreign,
      input: { target: '%0', name: 'mine' },
      argv: ['%0', '--name', 'mine'],
      outcome: { name: 'mine', tracked: true, pane: '%0', session_id: 'id 0' },
    },
    { world: tracked, input: { target: '%0' }, argv: ['%0'], failure: { code: 'already_tracked' } },
    { world: foreign, input: { target: '%7' }, argv: ['%7'], failure: { code: 'no_such_agent' } },
    {
      world: foreign,
      input: { all: true },
      argv: ['--all'],
      outcome: { sessions: [expect.objectContaining({ pane: '%0' })] },
    },
    { world: foreign, input: {}, argv: [], failure: { code: 'bad_input' } },
    { world: foreign, input: { attach: 'x' }, argv: ['--attach', 'x'], failure: { code: 'no_such_agent' } },
  ],
  untrack: [
    { world: tracked, input: job, argv: ['job'], outcome: { ok: true, pane: '%0' } },
    { world: idle, input: job, argv: ['job'], failure: { code: 'not_tracked' } },
    nobody,
  ],
  output: [
    { world: idle, input: job, argv: ['job'], outcome: { session: 'job', text: 'Hello.', turn: null, ended: 'done' } },
    {
      world: idle,
      input: { ...job, turn: 1, full: true },
      argv: ['job', '--turn', '1', '--full'],
      outcome: { turn: 1, text: expect.stringContaining('**Prompt:** say hello') },
    },
    { world: idle, input: { ...job, turn: 9 }, argv: ['job', '--turn', '9'], failure: { code: 'bad_input' } },
    nobody,
  ],
  history: [
    {
      world: idle,
      input: { ...job, last: 3 },
      argv: ['job', '--last', '3'],
      outcome: { turns: [{ turn: 1, prompt: 'say hello', answer: 'Hello.', ended: 'done', cost_usd: null }] },
    },
    nobody,
  ],
  logs: [
    {
      world: idle,
      input: { ...job, last: 1 },
      argv: ['job', '--last', '1'],
      outcome: { session: 'job', turn: 1, kind: 'prompt', text: 'say hello' },
    },
    nobody,
  ],
  usage: [
    {
      world: metered(`{"session_id":"${ID}","cost":{"total_cost_usd":0.0315}}\n`),
      input: { sessions: ['job'] },
      argv: ['job'],
      outcome: { sessions: [{ session: 'job', usage: { cost_usd: 0.0315, cost_source: 'agent', lines_added: null } }] },
    },
    { world: empty, input: { sessions: ['job'] }, argv: ['job'], failure: { code: 'no_such_session' } },
    { world: metered('{"n":\n'), input: { sessions: ['job'] }, argv: ['job'], failure: { code: 'bad_report' } },
    {
      world: metered('{"n":\n'),
      input: {},
      argv: [],
      outcome: { sessions: [{ session: 'job', usage: null, error: expect.stringContaining('not JSON') }] },
    },
  ],
  end: [
    {
      world: leaving,
      input: job,
      argv: ['job'],
      outcome: { ok: true, ended: true, how: 'command', resumable: true, session_id: expect.any(String) },
    },
    { world: ended, input: job, argv: ['job'], outcome: { ok: true, ended: false, how: 'command', resumable: true } },
    { world: tracked, input: job, argv: ['job'], failure: { code: 'not_confirmed' } },
    nobody,
  ],
  resume: [
    {
      world: ended,
      input: job,
      argv: ['job'],
      outcome: { ok: true, outcome: 'resumed', proof: 'status_file', name: 'job' },
    },
    { world: paused, input: job, argv: ['job'], outcome: { ok: true, outcome: 'unpaused' } },
    { world: idle, input: job, argv: ['job'], outcome: { ok: true, outcome: 'running' } },
    {
      world: idle,
      input: { ...job, driver: 'stream' },
      argv: ['job', '--driver', 'stream'],
      failure: { code: 'bad_input' },
    },
    {
      world: withAgent((_agent, ctx) => ctx.tmux.restartServer()),
      input: job,
      argv: ['job'],
      failure: { code: 'no_conversation' },
    },
    nobody,
  ],
  fork: [
    {
      world: ended,
      input: { ...job, new: 'other' },
      argv: ['job', 'other'],
      outcome: { ok: true, name: 'other', parent: 'job', forked: true, state: { status: 'spawning' } },
    },
    {
      world: withAgent(),
      input: { ...job, new: 'other' },
      argv: ['job', 'other'],
      failure: { code: 'no_conversation' },
    },
    { world: ended, input: { ...job, new: 'job' }, argv: ['job', 'job'], failure: { code: 'name_taken' } },
  ],
  rename: [
    {
      world: idle,
      input: { ...job, to: 'old.job' },
      argv: ['job', 'old.job'],
      outcome: { ok: true, session: 'old.job', renamed_from: 'job', renamed: true, tmux_session: 'old_job' },
    },
    { world: ended, input: { ...job, to: 'job' }, argv: ['job', 'job'], outcome: { session: 'job', renamed: false } },
    { world: empty, input: { ...job, to: 'x' }, argv: ['job', 'x'], failure: { code: 'no_such_session' } },
  ],
  tag: [
    {
      world: idle,
      input: { ...job, changes: ['+b', '+a', '-c'] },
      argv: ['job', '+b', '+a', '-c'],
      outcome: { ok: true, session: 'job', tags: ['a', 'b'] },
    },
    { world: ended, input: job, argv: ['job'], outcome: { tags: [] } },
    {
      world: idle,
      input: { ...job, changes: ['+a', '-a'] },
      argv: ['job', '+a', '-a'],
      failure: { code: 'bad_input' },
    },
    nobody,
  ],
  handoff_to: [
    {
      world: succeeding,
      input: { session: 'next', parent: 'job', prompt: 'test it' },
      argv: ['next', '--parent', 'job', 'test', 'it'],
      outcome: { ok: true, name: 'next', parent: 'job', creator: 'job', brief: expect.stringContaining('say hello') },
    },
    { world: idle, input: { session: 'next', prompt: 'x' }, argv: ['next', 'x'], failure: { code: 'bad_input' } },
    {
      world: idle,
      input: { session: 'job', parent: 'job', prompt: 'x' },
      argv: ['job', '--parent', 'job', 'x'],
      failure: { code: 'name_taken' },
    },
  ],
  forget: [
    { world: ended, input: job, argv: ['job'], outcome: { ok: true, sessions: [expect.objectContaining(job)] } },
    { world: idle, input: job, argv: ['job'], failure: { code: 'not_ended' } },
    nobody,
  ],
  cleanup: [
    {
      world: ended,
      input: { days: 0 },
      argv: ['--days', '0'],
      outcome: { ok: true, sessions: [expect.objectContaining(job)], failed: [] },
    },
    { world: ended, input: {}, argv: [], outcome: { ok: true, sessions: [], files: [] } },
    {
      world: withAgent((_agent, ctx) => {
        ctx.files.list = () => Promise.reject(new Error('it broke'));
      }),
      input: {},
      argv: [],
      failure: { code: 'internal' },
    },
  ],
  pause: [
    {
      world: idle,
      input: { ...job, by: 'me' },
      argv: ['job', '--by', 'me'],
      outcome: { ok: true, changed: true, interrupted: false, paused: { by: 'me', at: expect.any(Number) } },
    },
    { world: ended, input: job, argv: ['job'], failure: { code: 'dead' } },
    nobody,
  ],
  kill: [
    { world: tracked, input: job, argv: ['job'], failure: { code: 'not_confirmed' } },
    { world: tracked, input: { ...job, yes: true }, argv: ['job', '--yes'], outcome: { ok: true } },
    { world: idle, input: job, argv: ['job'], outcome: { ok: true } },
    { world: idle, input: { all: true }, argv: ['--all'], failure: { code: 'not_confirmed' } },
    { world: idle, input: { all: true, yes: true }, argv: ['--all', '--yes'], outcome: { ok: true, found: true } },
    {
      world: withAgent((_agent, ctx) => {
        ctx.tmux.failure = 'lost server';
      }),
      input: job,
      argv: ['job'],
      failure: { code: 'tmux_failed' },
    },
  ],
  watch: [
    {
      world: idle,
      input: { sessions: ['job'] },
      argv: ['job'],
      outcome: { type: 'snapshot', sessions: [expect.objectContaining({ session: 'job' })] },
    },
    { world: withoutTmux, input: {}, argv: [], failure: { code: 'no_tmux' } },
  ],
  wait: [
    {
      world: idle,
      input: { sessions: ['job'], for: ['idle_done', 'dead'], any: true },
      argv: ['job', '--for', 'idle_done', '--for', 'dead', '--any'],
      outcome: { outcome: 'reached', session: 'job' },
    },
    { world: empty, input: { sessions: ['job'] }, argv: ['job'], failure: { code: 'no_such_session' } },
    { world: gated(gate), input: {}, argv: [], outcome: { outcome: 'gated', session: 'job' } },
  ],
  run: [
    {
      world: willing,
      input: { ...job, prompt: 'do it' },
      argv: ['--session', 'job', 'do', 'it'],
      outcome: { status: 'done', session: 'job', text: 'It is done.' },
    },
    {
      world: empty,
      input: { ...job, prompt: 'do it' },
      argv: ['--session', 'job', 'do it'],
      failure: { code: 'no_such_session' },
    },
  ],
  batch: [
    {
      world: withBatch([{ name: 'one', prompt: 'do it' }]),
      input: { entries: [{ name: 'one', prompt: 'do it' }] },
      argv: ['/work/batch.json'],
      outcome: { status: 'error', results: [{ name: 'one', status: 'error', code: 'not_accepted' }] },
    },
    {
      world: withBatch([{ name: 'one', prompt: 'do it', modle: 'x' }]),
      input: { entries: [{ name: 'one', prompt: 'do it', modle: 'x' }] },
      argv: ['/work/batch.json'],
      failure: { code: 'bad_input' },
    },
  ],
  delegate: [
    {
      world: delegated,
      input: { name: 'job', task: 'do it', max_turns: 9 },
      argv: ['job', 'do', 'it', '--max-turns', '9'],
      outcome: { status: 'completed', response: 'It is done.', name: 'job', can_continue: true, error: null },
    },
    {
      world: empty,
      input: { name: 'job', task: 'do it', max_cost: -1 },
      argv: ['job', 'do', 'it', '--max-cost', '-1'],
      failure: { code: 'bad_input' },
    },
    {
      world: empty,
      input: { name: 'job', task: 'do it', max_turns: 1e9, driver: 'stream' },
      argv: ['job', 'do', 'it', '--max-turns', '1000000000', '--driver', 'stream'],
      failure: { code: 'bad_input' },
    },
    {
      world: empty,
      input: { name: 'job', task: 'do it', protect: ['**'] },
      argv: ['job', 'do', 'it', '--protect', '**'],
      failure: { code: 'bad_input' },
    },
    {
      world: empty,
      input: { name: 'job', task: 'do it', backend: 'codex', preset: 'plan', driver: 'stream' },
      argv: ['job', 'do', 'it', '--backend', 'codex', '--preset', 'plan', '--driver', 'stream'],
      failure: { code: 'bad_input' },
    },
    {
      world: empty,
      input: { name: 'job', task: 'do it', preset: 'full' },
      argv: ['job', 'do', 'it', '--preset', 'full'],
      failure: { code: 'forbidden' },
    },
    {
      world: willing,
      input: { name: 'job', task: 'do it' },
      argv: ['job', 'do', 'it'],
      failure: { code: 'not_a_delegate' },
    },
    {
      world: delegated,
      input: { name: 'job', task: 'do it', preset: 'plan' },
      argv: ['job', 'do', 'it', '--preset', 'plan'],
      failure: { code: 'name_taken' },
    },
  ],
  continue: [
    {
      world: delegated,
      input: { name: 'job', message: 'go on' },
      argv: ['job', 'go', 'on'],
      outcome: { status: 'completed', response: 'It is done.', safety: { limits: { turns: 50, reached: null } } },
    },
    {
      world: delegateClosed,
      input: { name: 'job', message: 'go on' },
      argv: ['job', 'go', 'on'],
      failure: { code: 'dead' },
    },
    {
      world: idle,
      input: { name: 'job', message: 'go on' },
      argv: ['job', 'go', 'on'],
      failure: { code: 'not_a_delegate' },
    },
  ],
  finish: [
    {
      world: delegateLeaving,
      input: { name: 'job' },
      argv: ['job'],
      outcome: { ok: true, closed: 'finished', already: false, resumable: true },
    },
    { world: delegateClosed, input: { name: 'job' }, argv: ['job'], outcome: { ok: true, already: true } },
    { world: idle, input: { name: 'job' }, argv: ['job'], failure: { code: 'not_a_delegate' } },
  ],
  abort: [
    {
      world: delegateLeaving,
      input: { name: 'job' },
      argv: ['job'],
      outcome: { ok: true, closed: 'aborted', interrupted: false, resumable: true },
    },
    { world: empty, input: { name: 'job' }, argv: ['job'], failure: { code: 'no_such_session' } },
  ],
  launch: [
    {
      world: startable,
      input: { name: 'fixer', cwd: '/work/app', gated: true, agent_args: ['--verbose'] },
      argv: ['fixer', '/work/app', '--gated', '--', '--verbose'],
      outcome: { name: 'fixer', how: 'launched' },
    },
    {
      world: startable,
      input: { name: 'fixer', cwd: '/work/app' },
      argv: ['fixer', '/work/app'],
      failure: { code: 'forbidden' },
    },
  ],
  adopt: [
    {
      world: startable,
      input: { name: 'fixer', cwd: '/work/app', session_id: ID, gated: true },
      argv: ['fixer', '/work/app', ID, '--gated'],
      outcome: { name: 'fixer', session_id: ID, how: 'opened new pane' },
    },
    {
      world: startable,
      input: { name: 'fixer', cwd: '/work/app', session_id: ID },
      argv: ['fixer', '/work/app', ID],
      failure: { code: 'forbidden' },
    },
  ],
  list_workers: [
    { world: idle, input: { all: true }, argv: ['--all'], outcome: { workers: expect.any(Array) } },
    { world: distrusted, input: {}, argv: [], failure: { code: 'bad_input' } },
  ],
  grant_consent: [
    { world: consented, input: {}, argv: [], outcome: { consent: 'there' } },
    { world: empty, input: {}, argv: [], failure: { code: 'bad_input' } },
  ],
  converse: [
    {
      world: willing,
      input: { ...worker, prompt: 'do it', timeout: 30, with_turn: true },
      argv: ['job', 'do it', '30', '--with-turn'],
      outcome: { text: 'It is done.', turn: expect.stringContaining('It is done.') },
    },
    { ...noWorker, input: { ...worker, prompt: 'do it' }, argv: ['job', 'do it'] },
  ],
  wait_for_turn: [
    { world: reporting, input: { ...worker, timeout: 5 }, argv: ['job', '5'], outcome: { event: 'stop' } },
    noWorker,
  ],
  status: [{ world: idle, input: worker, argv: ['job'], outcome: { status: 'idle' } }, noWorker],
  read_events: [
    {
      world: reporting,
      input: { ...worker, last: 2 },
      argv: ['job', '--last', '2'],
      outcome: { event: 'user_prompt_submit' },
    },
    { world: idle, input: worker, argv: ['job'], failure: { code: 'no_such_session' } },
  ],
  read_turn: [
    { world: idle, input: worker, argv: ['job'], outcome: { turn: expect.stringContaining('Hello.') } },
    noWorker,
  ],
  approve_tool: [
    {
      world: askedAt(gate),
      input: { ...worker, decision: 'allow' },
      argv: ['job', 'allow'],
      outcome: { ok: true, decision: 'allow', label: 'Yes' },
    },
    { world: idle, input: { ...worker, decision: 'deny' }, argv: ['job', 'deny'], failure: { code: 'no_gate' } },
  ],
  stop: [
    {
      world: withAgent((agent) => agent.pane.exit(0)),
      input: worker,
      argv: ['job'],
      outcome: { ok: true, name: 'job', by_itself: true },
    },
    noWorker,
  ],
  handoff: [
    { world: idle, input: worker, argv: ['job'], outcome: { name: 'job', attach: expect.stringContaining('tmux') } },
    noWorker,
  ],
  session_id: [{ world: idle, input: worker, argv: ['job'], outcome: { session_id: expect.any(String) } }, noWorker],
  events_file: [{ world: idle, input: worker, argv: ['job'], outcome: { events_file: expect.any(String) } }, noWorker],
};
