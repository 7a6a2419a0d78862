import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { stream as grammar } from '../../../src/backends/claude/stream.ts';
import type { Sidecar } from '../../../src/contract/session.ts';
import { observe } from '../../../src/drive/observe/observe.ts';
import { record } from '../../../src/drive/recording/record.ts';
import { saveSidecar } from '../../../src/drive/session/sidecars/sidecar-store.ts';
import { streamFiles } from '../../../src/drive/session/sidecars/stream-files.ts';
import { StreamHost } from '../../../src/drive/stream/host.ts';
import { loadFixture, worldOf } from '../../detect/fixture.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { FakeWorld } from '../../fakes/host-world.ts';
import type { FakePane } from '../../fakes/tmux.ts';
import { streamSidecar } from '../stream-sidecar.ts';

const KEY = 'sk-ant-api03-AbCdEf0123456789';

let ctx: FakeContext;
let pane: FakePane;
let sidecar: Sidecar;
let world: FakeWorld;
let host: StreamHost;

beforeEach(async () => {
  ctx = createFakeContext();
  Object.assign(ctx.env, { USER: 'janedoe' });
  pane = ctx.tmux.add('job');
  sidecar = streamSidecar(pane, {
    session_id: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
    backend: 'claude',
    stream_path: streamFiles(ctx, 'job').folder,
  });
  await saveSidecar(ctx, sidecar);
  world = new FakeWorld();
  world.time = ctx.clock.now();
  host = new StreamHost(world, grammar, { name: 'job', socket: '/s' }, { host: pane.pid, agent: 9 });
  host.begin();
  hear({ type: 'control_response', response: { request_id: 'csd-initialize', response: ACCOUNT } });
});

const ACCOUNT = { account: { email: 'jane@example.com' }, commands: [{ description: 'You are the agent.' }] };
const hear = (fields: object) => host.hear(JSON.stringify(fields));
const ask = (id: string, text: string) => void host.ask({ id, act: 'prompt', text, ifIdle: false });
const begin = (uuid: string) => {
  hear({ type: 'system', subtype: 'init', session_id: sidecar.session_id, cwd: '/work/app', tools: ['Bash'] });
  hear({ type: 'user', uuid, isReplay: true, message: { role: 'user', content: 'x' } });
};
const end = (result: string) => hear({ type: 'result', subtype: 'success', result, num_turns: 1 });
const wantsLeave = (command: string) =>
  hear({
    type: 'control_request',
    request_id: 'r-1',
    request: { subtype: 'can_use_tool', tool_name: 'Bash', input: { command }, permission_suggestions: [] },
  });

/** Records the current state, and reads the fixture as its readers do. */
async function recorded() {
  const files = streamFiles(ctx, 'job');
  ctx.files.put(files.records, world.log.join(''));
  ctx.files.put(files.state, world.published);
  const { folder, state, redacted } = await record(ctx, sidecar, 'here');
  const own = [...ctx.files.texts].filter(([file]) => file.startsWith(`${folder}/`));
  const disk = mkdtempSync(path.join(tmpdir(), 'csd-replay-'));
  try {
    for (const [file, text] of own) {
      const copy = path.join(disk, path.relative(folder, file));
      mkdirSync(path.dirname(copy), { recursive: true });
      writeFileSync(copy, text);
    }
    const fixture = loadFixture(disk);
    const { context, sidecar: replayed } = worldOf(fixture);
    const [seen] = await observe(context, [replayed]);
    const records = ctx.files.texts.get(`${folder}/records.jsonl`) ?? '';
    return {
      state,
      redacted,
      fixture,
      replayed: seen?.verdict.state,
      records,
      all: own.map(([, text]) => text).join(),
    };
  } finally {
    rmSync(disk, { recursive: true });
  }
}

describe('a recorded moment of a session without a screen', () => {
  test('gives the same verdict from its records', async () => {
    ask('a', 'say hello');
    begin('a');
    end('All of it is done.');
    const { state, replayed, fixture } = await recorded();
    expect(state).toMatchObject({ status: 'idle_done', text: 'All of it is done.' });
    expect(fixture.expect).toMatchObject({ status: 'idle_done', text: 'All of it is done.' });
    expect(replayed).toMatchObject(fixture.expect);
  });

  test('contains nothing about the account or the agent’s capabilities at a start', async () => {
    const { replayed, records } = await recorded();
    expect(replayed).toMatchObject({ status: 'spawning' });
    expect(records).toContain('csd-initialize');
    for (const text of ['jane@', 'You are the agent']) expect(records).not.toContain(text);
  });

  test('contains all of a gate, and nothing of earlier turns', async () => {
    ask('a', 'say hello');
    begin('a');
    end('Said before.');
    ask('b', 'touch it');
    begin('b');
    wantsLeave('touch x');
    const { replayed, fixture, records } = await recorded();
    expect(fixture.expect).toMatchObject({ status: 'blocked', tool: 'Bash', input: { command: 'touch x' } });
    expect(replayed).toMatchObject(fixture.expect);
    expect(records).toContain('touch it');
    expect(records).not.toContain('say hello');
  });

  test('contains no secret and no name, and no output of tools or of the agent outside its records', async () => {
    ask('a', `use ${KEY}`);
    begin('a');
    hear({
      type: 'assistant',
      message: { id: 'm', content: [{ type: 'tool_use', id: 't', name: 'Bash', input: { command: `echo ${KEY}` } }] },
    });
    hear({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 't', content: 'printed words' }] } });
    hear({ type: 'user', session_id: 's', message: { content: [{ type: 'text', text: 'in your place' }] } });
    host.complain('a line beside');
    end('Done by janedoe.');
    const { replayed, fixture, all, redacted } = await recorded();
    expect(replayed).toMatchObject(fixture.expect);
    for (const text of [
      KEY,
      'jane@',
      'You are the agent',
      'printed words',
      'in your place',
      'a line beside',
      'janedoe',
    ])
      expect(all).not.toContain(text);
    expect(Object.keys(redacted).length).toBeGreaterThan(0);
  });
});
