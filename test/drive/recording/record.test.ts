import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { observe } from '../../../src/drive/observe/observe.ts';
import { record } from '../../../src/drive/recording/record.ts';
import { beginEntry } from '../../../src/drive/signals/entries.ts';
import { loadFixture, worldOf } from '../../detect/fixture.ts';
import { createFakeContext, type FakeContext } from '../../fakes/context.ts';
import { bashGate, ScriptedAgent } from '../scripted.ts';

const KEY = 'sk-ant-api03-AbCdEf0123456789';
const OWN_ID = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed';

let ctx: FakeContext;
let agent: ScriptedAgent;
beforeEach(() => {
  ctx = createFakeContext();
  Object.assign(ctx.env, { USER: 'janedoe' });
  agent = new ScriptedAgent(ctx);
});

/** The verdict of the written fixture, from disk and through the replay of the recorded ones. */
async function replay(folder: string) {
  const disk = mkdtempSync(path.join(tmpdir(), 'csd-replay-'));
  try {
    for (const [file, text] of ctx.files.texts) {
      if (!file.startsWith(`${folder}/`)) continue;
      const copy = path.join(disk, path.relative(folder, file));
      mkdirSync(path.dirname(copy), { recursive: true });
      writeFileSync(copy, text);
    }
    const fixture = loadFixture(disk);
    const { context, sidecar } = worldOf(fixture);
    const [seen] = await observe(context, [sidecar]);
    return { fixture, state: seen?.verdict.state };
  } finally {
    rmSync(disk, { recursive: true });
  }
}

const written = (folder: string) =>
  [...ctx.files.texts].flatMap(([file, text]) => (file.startsWith(`${folder}/`) ? [text] : [])).join('\n');

describe('a recorded moment', () => {
  test('gives the same verdict for a finished turn', async () => {
    agent.take('say hello');
    agent.finishTurn('All of it is done.');
    ctx.clock.advance(5000);
    const { folder, files, state } = await record(ctx, agent.sidecar, undefined);
    expect(folder).toMatch(/^\/work\/app\/csd-record-job-\d{8}T\d{6}$/);
    expect(files.sort()).toEqual(['case.json', 'expect.json', 'screen.ansi', 'status.json', 'transcript.jsonl']);
    const again = await replay(folder);
    expect(state).toMatchObject({ status: 'idle_done', text: 'All of it is done.' });
    const { turn, ...expected } = state;
    expect(turn).toBeTypeOf('number');
    expect(again.fixture.expect).toEqual(expected);
    expect(again.state).toMatchObject(again.fixture.expect);
  });

  test('gives the same verdict for a gate, without the gate’s id', async () => {
    agent.take('touch it');
    agent.open(bashGate('touch x'));
    const { folder, state } = await record(ctx, agent.sidecar, 'here');
    expect([folder, state.status]).toEqual(['/work/app/here', 'blocked']);
    const again = await replay(folder);
    expect(again.fixture.expect).toMatchObject({ gate: 'permission', selected: 1 });
    expect(again.fixture.expect).not.toHaveProperty('gate_id');
    expect(again.state).toMatchObject(again.fixture.expect);
  });

  test('keeps when the session began, and whether it is a fork', async () => {
    const created = ctx.clock.now() / 1000;
    agent.finishTurn('Said before.');
    ctx.clock.advance(5000);
    const { folder } = await record(ctx, { ...agent.sidecar, created, forked: true }, undefined);
    const { session, at } = (await replay(folder)).fixture.case;
    expect(session.forked).toBe(true);
    expect(at - Date.parse(String(session.created))).toBe(5000);
  });

  test('contains the last screen and exit code of a dead agent', async () => {
    agent.pane.exit(3);
    const { folder, files } = await record(ctx, agent.sidecar, undefined);
    expect(files.sort()).toEqual(['case.json', 'expect.json', 'screen.ansi']);
    expect((await replay(folder)).state).toMatchObject({ status: 'dead', exit_code: 3 });
  });

  test('contains no folder, name, key, mail address or tool output', async () => {
    agent.take(`mail janedoe at jane@example.org in /home/me/notes with ${KEY}, see ${OWN_ID}`);
    const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'row of a private file' };
    agent.writeTranscript();
    ctx.clock.advance(1000);
    const user = { type: 'user', toolUseResult: { stdout: 'its output' }, message: { content: [result] } };
    const prompts = { type: 'api-request-body', body: 'prompt of the agent' };
    ctx.files.put(
      agent.transcript,
      `${ctx.files.texts.get(agent.transcript)}${JSON.stringify(user)}\n${JSON.stringify(prompts)}\n`,
    );
    agent.open(bashGate(`curl -H 'x: ${KEY}' /work/app/x`));
    const { folder } = await record(ctx, agent.sidecar, undefined);
    const all = written(folder);
    for (const leak of [KEY, 'janedoe', 'jane@', '/work/app', '/home/me', '-work-app', OWN_ID])
      expect(all).not.toContain(leak);
    for (const leak of ['private file', 'its output', 'prompt of the agent']) expect(all).not.toContain(leak);
    expect(all).toContain('toolu_1');
    const again = await replay(folder);
    expect(again.state).toMatchObject(again.fixture.expect);
    expect(again.fixture.screen).toHaveLength(agent.pane.screen.length);
  });

  test('contains only the newest turn of a long transcript', async () => {
    const filler = JSON.stringify({ type: 'file-history-snapshot', body: 'y'.repeat(1000) });
    const old = `${filler}\n`.repeat(1000);
    agent.take('the newest prompt');
    agent.finishTurn();
    ctx.clock.advance(5000);
    ctx.files.put(agent.transcript, old + ctx.files.texts.get(agent.transcript));
    const { folder } = await record(ctx, agent.sidecar, undefined);
    const kept = ctx.files.texts.get(`${folder}/transcript.jsonl`) ?? '';
    expect(kept.length).toBeLessThan(600_000);
    expect(kept).toContain('the newest prompt');
    expect(JSON.parse(ctx.files.texts.get(`${folder}/case.json`) ?? '').transcript).toMatchObject({ cut: true });
    expect((await replay(folder)).state).toMatchObject({ status: 'idle_done' });
  });
});

describe('a moment whose verdict depends on the newest prompt', () => {
  /** Enters a prompt as `send` does, and returns its outcome. */
  const enter = async (text: string) => {
    const [before] = await observe(ctx, [agent.sidecar]);
    if (!before) throw new Error('not observed');
    return beginEntry(ctx, before, text);
  };
  const turn = (prompt: string, answer: string) => {
    agent.take(prompt);
    agent.finishTurn(answer);
    ctx.clock.advance(5000);
  };
  /** Records, and compares the verdict of the fixture with that of the session. */
  const same = async () => {
    const { folder, state } = await record(ctx, agent.sidecar, undefined);
    const again = await replay(folder);
    expect(again.state).toMatchObject(again.fixture.expect);
    return { state, again, all: written(folder) };
  };

  test('that no file contains yet', async () => {
    turn('first', 'The answer before.');
    await (await enter('second')).confirm('submitted');
    ctx.clock.advance(2000);
    const { state, again } = await same();
    expect([state.status, again.state?.status]).toEqual(['working', 'working']);
  });

  test('that is in transit, and whose sender has died since', async () => {
    turn('first', 'The answer before.');
    await enter('second');
    expect((await same()).state.status).toBe('working');
    ctx.clock.advance(40_000);
    expect((await same()).state).toMatchObject({ status: 'idle_done', text: 'The answer before.' });
  });

  test('that was accepted, without effect', async () => {
    turn('first', 'The answer before.');
    await (await enter('second')).confirm('submitted');
    ctx.clock.advance(20_000);
    expect((await same()).state.status).toBe('unknown');
  });

  test('whose answer is only on the screen, and which contains a key', async () => {
    turn('first', 'The answer before.');
    const prompt = `say it with ${KEY}`;
    const entering = await enter(prompt);
    agent.transcriptLag = undefined;
    agent.take(prompt);
    await entering.confirm('submitted');
    agent.conversation.push('● The newest answer.', '', '✻ Worked for 3s');
    agent.working = false;
    agent.setStatus('idle');
    agent.draw();
    ctx.clock.advance(5000);
    const { state, again, all } = await same();
    expect(state).toMatchObject({ status: 'idle_done', text_source: 'screen' });
    expect(again.state).toMatchObject({ text: state.text });
    for (const leak of [KEY, KEY.replace(/[^a-zA-Z0-9]/g, ''), 'AbCdEf0123456789']) expect(all).not.toContain(leak);
  });

  test('of a transcript of which only the end is kept', async () => {
    const filler = `${JSON.stringify({ type: 'file-history-snapshot', body: 'y'.repeat(1000) })}\n`.repeat(1000);
    turn('first', 'The answer before.');
    ctx.files.put(agent.transcript, filler + ctx.files.texts.get(agent.transcript));
    await (await enter('second')).confirm('submitted');
    ctx.clock.advance(2000);
    expect((await same()).state.status).toBe('working');
    const before = ctx.files.texts.get(agent.transcript) ?? '';
    agent.take('second');
    agent.finishTurn('The newest answer.');
    const added = (ctx.files.texts.get(agent.transcript) ?? '').slice(before.length - filler.length);
    ctx.files.put(agent.transcript, before + added);
    ctx.clock.advance(5000);
    expect((await same()).state).toMatchObject({ status: 'idle_done', text: 'The newest answer.' });
  });

  test('that is queued, and in no file yet', async () => {
    turn('first', 'The answer before.');
    await (await enter('second')).confirm('queued');
    ctx.clock.advance(2000);
    expect((await same()).state.status).toBe('working');
  });
});

test('a folder that is not empty, and a file, are left alone', async () => {
  ctx.files.put('/work/app/full/notes.txt', 'mine').put('/work/app/file', 'mine');
  for (const out of ['full', 'file']) {
    await expect(record(ctx, agent.sidecar, out)).rejects.toMatchObject({ code: 'bad_input' });
  }
  expect([...ctx.files.texts.values()].filter((text) => text === 'mine')).toHaveLength(2);
});

test('without a pane there is nothing to record', async () => {
  ctx.tmux.panes.clear();
  await expect(record(ctx, agent.sidecar, undefined)).rejects.toMatchObject({ code: 'dead' });
  Object.assign(ctx.tmux, { failure: 'mismatch' });
  await expect(record(ctx, agent.sidecar, undefined)).rejects.toMatchObject({ code: 'tmux_failed' });
});
