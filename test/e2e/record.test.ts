import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { observe } from '../../src/drive/observe/observe.ts';
import { loadFixture, worldOf } from '../detect/fixture.ts';
import { hasTmux, Sandbox } from './sandbox.ts';
import { Session } from './session.ts';

vi.setConfig({ testTimeout: 60_000 });

const turns = [
  { match: 'touch', steps: [{ say: 'I run it.', tools: [{ name: 'Bash', input: { command: 'touch made' } }] }] },
  { match: 'plan', steps: [{ plan: '# Plan\n\n1. Do it\n' }] },
  { match: '', steps: [{ say: 'All of it is done.' }] },
];

describe.skipIf(!hasTmux)('record (needs tmux)', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
  });
  afterAll(() => sandbox.dispose());

  /** The state reported by csd, the one the fixture expects, and that of the fixture's replay. */
  const recorded = async (s: Session, name: string) => {
    const out = join(sandbox.folder, name);
    const { code, json, stderr } = await s.csd('record', '--out', out);
    expect([code, stderr]).toEqual([0, '']);
    const fixture = loadFixture(out);
    const { context, sidecar } = worldOf(fixture);
    const [seen] = await observe(context, [sidecar]);
    const text = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n');
    return { json, fixture, replayed: seen?.verdict.state, text };
  };

  test.concurrent.each([
    ['hello', 'idle_done', { text: 'All of it is done.' }],
    ['touch it', 'blocked', { gate: 'permission' }],
    ['plan it', 'plan_ready', { plan: '# Plan\n\n1. Do it\n' }],
  ])('%s: the fixture gives the verdict of the live session', async (prompt, status, fields) => {
    const s = await Session.start(sandbox, `rec-${status.replace('_', '-')}`, { turns });
    await s.csd('send', prompt);
    await s.until(status);
    const { json, fixture, replayed, text } = await recorded(s, `out-${status}`);
    expect(json).toMatchObject({ ok: true, state: { status, ...fields } });
    expect(fixture.expect).toMatchObject({ status, ...fields });
    expect(replayed).toMatchObject(fixture.expect);
    expect(text).not.toContain(sandbox.folder);
    expect(text).not.toContain(s.sidecar.session_id);
  });

  test.concurrent('an unknown session and a full folder are refused', async () => {
    expect(await sandbox.csd(['record', 'nobody'])).toMatchObject({ code: 1, json: { code: 'no_such_session' } });
    const s = await Session.start(sandbox, 'refused', { turns });
    const refused = await s.csd('record', '--out', sandbox.folder);
    expect(refused).toMatchObject({ code: 1, json: { code: 'bad_input' } });
    expect(existsSync(join(sandbox.folder, 'screen.ansi'))).toBe(false);
  });
});
