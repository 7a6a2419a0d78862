import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { Event } from '../../src/contract/event.ts';
import { State } from '../../src/contract/state.ts';
import { OPERATIONS } from '../../src/operations/index.ts';

// Written out by hand, because programs read these names. A name may be added here, none changed or removed.
const OUTPUTS = {
  spawn:
    'name session_id cwd backend jsonl_path permission_mode backend_version created pane pane_pid tmux_session tmux_socket config_dir driver stream_path events_path usage_path worker_dir forked files_name former_names tracked agent_pid agent_start carrier_pid carrier_start shell_free background_id background_pid opened conversation earlier ended paused parent parent_session_id description creator tags last_used worktree guarded budget delegate marker_warning replaced sent',
  send: 'ok attempts outcome confirmed_by ms turn stashed restored from',
  screen: 'screen width height cursor text',
  approve: 'ok option label gate',
  deny: 'ok option label gate told',
  answer: 'ok answered',
  interrupt: 'ok interrupted returned_prompt state',
  record: 'ok folder files redacted state',
  doctor: 'ok checks',
  ps: 'sessions broken',
  usage: 'sessions broken',
  output: 'session turn text ended began parts',
  history: 'session turns',
  logs: 'session turn began kind text name input failed',
  kill: 'ok found session_id background_session worktree sessions',
  end: 'ok ended how at session_id resumable draft background_session',
  resume: 'ok outcome name session_id cwd backend proof state sent',
  pause: 'ok changed paused interrupted state',
  fork: 'name session_id cwd backend jsonl_path permission_mode backend_version created pane pane_pid tmux_session tmux_socket config_dir driver stream_path events_path usage_path worker_dir forked files_name former_names tracked agent_pid agent_start carrier_pid carrier_start shell_free background_id background_pid opened conversation earlier ended paused parent parent_session_id description creator tags last_used worktree guarded budget delegate ok state sent',
  rename: 'ok session renamed_from renamed tmux_session',
  tag: 'ok session tags',
  handoff_to:
    'name session_id cwd backend jsonl_path permission_mode backend_version created pane pane_pid tmux_session tmux_socket config_dir driver stream_path events_path usage_path worker_dir forked files_name former_names tracked agent_pid agent_start carrier_pid carrier_start shell_free background_id background_pid opened conversation earlier ended paused parent parent_session_id description creator tags last_used worktree guarded budget delegate ok brief sent',
  forget: 'ok sessions',
  cleanup: 'ok dry_run sessions files failed',
  discover: 'agents silent',
  track:
    'name session_id cwd backend jsonl_path permission_mode backend_version created pane pane_pid tmux_session tmux_socket config_dir driver stream_path events_path usage_path worker_dir forked files_name former_names tracked agent_pid agent_start carrier_pid carrier_start shell_free background_id background_pid opened conversation earlier ended paused parent parent_session_id description creator tags last_used worktree guarded budget delegate marker_warning sessions skipped',
  untrack: 'ok session_id pid pane',
  wait: 'outcome session state sessions usage',
  run: 'status session session_id submitted state text question gate prompt options error screen waited_secs usage worktree',
  batch: 'status results',
  delegate:
    'status response cost turns duration_ms session_id name can_continue tools_used files_changed safety question gate prompt options gate_id plan error',
  continue:
    'status response cost turns duration_ms session_id name can_continue tools_used files_changed safety question gate prompt options gate_id plan error',
  finish: 'ok name session_id closed already interrupted resumable',
  abort: 'ok name session_id closed already interrupted resumable',
  launch: 'name session_id cwd shim events_file reproduce how attach marker_warning',
  adopt: 'name session_id cwd shim events_file reproduce how attach marker_warning',
  list_workers: 'workers known',
  grant_consent: 'consent path',
  converse: 'text state turn usage',
  wait_for_turn: 'ts event',
  status: 'status state',
  read_events: 'ts event',
  read_turn: 'turn',
  approve_tool: 'ok decision label gate',
  stop: 'ok name session_id by_itself',
  handoff: 'name attach',
  session_id: 'session_id',
  events_file: 'events_file',
};
const WATCHED = 'session cwd backend state alive since at prompted_at cleared_at usage';
const EVENTS = {
  snapshot: 'sessions',
  appeared: `${WATCHED} renamed_from`,
  changed: `${WATCHED} previous`,
  usage: 'session usage',
  gone: 'session renamed_to',
  resync: 'reason',
  notice: 'message',
};
const PS_SESSION =
  'name session_id cwd backend jsonl_path permission_mode backend_version created pane pane_pid tmux_session tmux_socket config_dir driver stream_path events_path usage_path worker_dir forked files_name former_names tracked agent_pid agent_start carrier_pid carrier_start shell_free background_id background_pid opened conversation earlier ended paused parent parent_session_id description creator tags last_used worktree guarded budget delegate alive state since usage marker_warning';
const EXTRAS = 'turn background queued overlay marker_warning evidence background_session paused usage';
const STATES = {
  spawning: '',
  working: 'tools commands detail retry questions',
  awaiting_answer: 'question asks text_source options selected gate_id questions truncated',
  plan_ready: 'plan_file plan options selected gate_id truncated',
  blocked: 'gate prompt question options selected gate_id resets tool input description fields truncated',
  idle_done: 'text interrupted error stop_reason text_source',
  dead: 'exit_code last_lines reason resumable',
  unknown: 'reason',
};
const INPUTS = {
  spawn:
    'ids description creator tag max_per_creator prompt cwd worktree session_id name backend driver trust size hooks model system_prompt allowed_tools disallowed_tools agent add_dir effort no_usage max_cost agent_args permission_mode auto_accept bypass_permissions yolo resume',
  send: 'session from no_from prompt no_submit retries command if_idle queue stash wait_ready resume',
  state: 'session explain mirrored usage',
  screen: 'session lines',
  approve: 'session option match expect plan',
  deny: 'session option match expect message',
  answer: 'session answers text expect',
  interrupt: 'session',
  record: 'session out',
  doctor: '',
  ps: 'all creator tag status cwd',
  usage: 'sessions',
  output: 'session turn full parts',
  history: 'session last',
  logs: 'session last follow',
  discover: 'cwd',
  track: 'target all attach name socket cwd',
  untrack: 'session',
  kill: 'session others all yes',
  end: 'session yes',
  resume: 'session prompt driver',
  pause: 'session interrupt by',
  fork: 'session new prompt cwd worktree trust',
  rename: 'session to',
  tag: 'session changes',
  handoff_to: 'session prompt parent trust',
  forget: 'session others',
  cleanup: 'days dry_run',
  watch: 'sessions',
  wait: 'sessions for any all next timeout',
  run: 'cwd worktree session_id name backend driver trust size hooks model system_prompt allowed_tools disallowed_tools agent add_dir effort no_usage max_cost agent_args permission_mode auto_accept bypass_permissions yolo resume session resume_session keep timeout approve_plan prompt',
  batch: 'entries max_parallel keep timeout',
  delegate:
    'cwd worktree backend driver trust size hooks model system_prompt agent add_dir effort name task preset max_cost max_turns max_time on_limit context context_file allow deny protect protect_reads no_safety background',
  continue: 'name message max_cost max_turns max_time background',
  finish: 'name',
  abort: 'name',
  launch: 'name cwd gated backend driver agent_args',
  adopt: 'name cwd session_id force gated backend driver agent_args',
  list_workers: 'pattern all',
  grant_consent: 'backend',
  converse: 'worker prompt timeout with_turn resume',
  wait_for_turn: 'worker timeout after_line',
  status: 'worker',
  read_events: 'worker last type follow',
  read_turn: 'worker full',
  approve_tool: 'worker decision expect',
  stop: 'worker',
  handoff: 'worker',
  session_id: 'worker',
  events_file: 'worker',
};

const words = (text: string) =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .sort();
const keys = (shape: object) => Object.keys(shape).sort();
const load = async (name: string) => OPERATIONS[name as keyof typeof OPERATIONS]();

describe('fields are pinned', () => {
  test.each(Object.entries(OUTPUTS))('output of %s', async (name, fields) => {
    const output = await (await load(name)).output();
    expect(keys((output as unknown as z.ZodMiniObject).shape)).toEqual(words(fields));
  });

  test.each(Object.entries(INPUTS))('input of %s', async (name, fields) => {
    const { input } = await load(name);
    expect(keys(input.shape)).toEqual(words(fields));
  });

  test('every operation is pinned, under its own name', async () => {
    expect(keys(INPUTS)).toEqual(keys(OPERATIONS));
    expect(keys({ ...OUTPUTS, state: '', watch: '' })).toEqual(keys(OPERATIONS));
    for (const name of Object.keys(OPERATIONS)) expect((await load(name)).name).toBe(name);
  });

  test('the output of state, tag by tag', async () => {
    expect(await (await load('state')).output()).toBe(State);
    const found = State.def.options.map((option) => {
      const { status, ...rest } = option.shape;
      return [status.def.values[0], keys(rest)];
    });
    const pinned = Object.entries(STATES).map(([status, fields]) => [status, words(`${fields} ${EXTRAS}`)]);
    expect(found).toEqual(pinned);
  });

  test('the output of watch, type by type', async () => {
    expect(await (await load('watch')).output()).toBe(Event);
    const found = Event.def.options.map(({ shape: { type, ...rest } }) => [type.def.values[0], keys(rest)]);
    const pinned = Object.entries(EVENTS).map(([type, fields]) => [type, words(`seq at ${fields}`)]);
    expect(found).toEqual(pinned.map(([type, fields]) => [type, [...new Set(fields)]]));
  });

  test('a session in the list of ps', async () => {
    const output = await (await OPERATIONS.ps()).output();
    expect(keys(output.shape.sessions.def.element.shape)).toEqual(words(PS_SESSION));
  });

  test('every input field has a line of help', async () => {
    for (const name of Object.keys(OPERATIONS)) {
      const { input, describe: help } = await load(name);
      expect([name, keys(help)]).toEqual([name, keys(input.shape)]);
    }
  });

  test('inputs reject unknown fields, outputs allow them', async () => {
    const { input, output: build } = await OPERATIONS.kill();
    const output = await build();
    expect(input.safeParse({ session: 'a', extra: 1 }).success).toBe(false);
    expect(output.safeParse({ ok: true, found: true, extra: 1 }).data).toEqual({ ok: true, found: true, extra: 1 });
    for (const name of Object.keys(OPERATIONS)) {
      const operation = await load(name);
      const schema = z.toJSONSchema(operation.input, { io: 'input' });
      expect([name, schema.additionalProperties]).toEqual([name, false]);
      expect(JSON.stringify(z.toJSONSchema(await operation.output()))).not.toContain('"additionalProperties":false');
    }
  });
});
