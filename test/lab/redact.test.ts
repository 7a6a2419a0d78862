import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AGENTS } from '../../scripts/lab/agents/index.ts';
import { fixturesOf } from '../../scripts/lab/fixture.ts';
import { EPOCH, leaks, Redactor, trimRecord } from '../../scripts/lab/redact.ts';
import { scenesOf } from '../../scripts/lab/scenes/index.ts';
import { claude } from '../../src/backends/claude/agent.ts';

const agents = [...AGENTS.values()].filter((agent) => existsSync(fixturesOf(agent)));
const files = agents.flatMap((agent) =>
  readdirSync(fixturesOf(agent), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name)),
);
const recordings = agents.flatMap((agent) => agent.releases.map((release) => ({ agent, release })));

describe('the recorded fixtures', () => {
  it('contain no path of a machine, no id of their own, no key and no prompt of the agent', () => {
    const found = files.flatMap((file) => leaks(readFileSync(file, 'utf8')).map((leak) => `${file}: ${leak}`));
    expect(found).toEqual([]);
  });

  it('stay under 12 MB', () => {
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(12_000_000);
  });

  it.each(recordings)('have every scene of $agent.name $release', ({ agent, release }) => {
    const recorded = new Set(readdirSync(join(fixturesOf(agent), release)).map((name) => name.split('--')[0]));
    const wanted = scenesOf(agent).filter((scene) => scene.records !== false && (scene.on?.(release) ?? true));
    expect(wanted.map(({ name }) => name).filter((name) => !recorded.has(name))).toEqual([]);
    const scenes = [...recorded].filter((name) => !name?.startsWith('field-'));
    expect(scenes.filter((name) => !wanted.some((scene) => scene.name === name))).toEqual([]);
  });

  it('have the files that the replay needs in each folder', () => {
    for (const { agent, release } of recordings) {
      for (const name of readdirSync(join(fixturesOf(agent), release))) {
        const own = readdirSync(join(fixturesOf(agent), release, name));
        expect(own, `${release}/${name}`).toEqual(expect.arrayContaining(['case.json', 'expect.json', 'screen.ansi']));
      }
    }
  });
});

describe('redaction', () => {
  const root = '/tmp/csd-Ab1Cd2';
  const redactor = () => new Redactor(claude.recording, root, Date.UTC(2030, 4, 5, 6, 7, 8, 250), () => [777]);

  it('keeps the length of folders, in both forms', () => {
    expect(redactor().text(`${root}/work -tmp-csd-Ab1Cd2-work`)).toBe(
      '/home/user/lab1/work -home-user-lab1-work'.replaceAll('lab1', 'lab1'),
    );
    expect(redactor().text(root)).toHaveLength(root.length);
  });

  it('numbers ids by their first appearance and recognises them again', () => {
    const [a, b] = ['1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed', '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d'];
    const text = redactor().text(`${a} ${b} ${a} 00000000-0000-4000-8000-000000000001`);
    const [first, second, again, session] = text.split(' ');
    expect(first).toBe('00000000-0000-4000-8000-000000010001');
    expect(second).toBe('00000000-0000-4000-8000-000000010002');
    expect(again).toBe(first);
    expect(session).toBe('00000000-0000-4000-8000-000000000001');
  });

  it('moves times to the epoch and keeps their distances', () => {
    const at = Date.UTC(2030, 4, 5, 6, 7, 10, 500);
    const text = redactor().text(`{"timestamp":"${new Date(at).toISOString()}","updatedAt":${at}}`);
    expect(JSON.parse(text)).toEqual({ timestamp: new Date(EPOCH + 2500).toISOString(), updatedAt: EPOCH + 2500 });
  });

  it('finds the name of a plan that a narrow pane cut in two', () => {
    const one = redactor();
    one.text('plans/calm-red-otter.md');
    expect(one.text('Vim · ~/.claude/plans/calm-red-\nedit in   otter.md')).toBe(
      'Vim · ~/.claude/plans/plan-a111\nedit in   11111.md',
    );
  });

  it('keeps only the type and ids of records with prompts of the agent', () => {
    expect(trimRecord({ type: 'api-request', uuid: 'u', body: 'secret' })).toEqual({ type: 'api-request', uuid: 'u' });
    const attachment = { type: 'queued_command', prompt: 'mine', content: 'secret' };
    expect(trimRecord({ type: 'attachment', attachment })).toEqual({
      type: 'attachment',
      attachment: { type: 'queued_command', prompt: 'mine' },
    });
    const content = [{ type: 'thinking', thinking: 'Hm', signature: 'abc' }];
    expect(trimRecord({ type: 'assistant', message: { content } })).toEqual({
      type: 'assistant',
      message: { content: [{ type: 'thinking', thinking: 'Hm', signature: '' }] },
    });
  });

  it.each([
    ['/tmp/csd-Ab1Cd2/work'],
    ['sk-ant-fake-key-0123456789ab'],
    ['1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed'],
    ['You are Claude'],
    ['http://127.0.0.1:4711'],
  ])('%s would be found', (text) => {
    expect(leaks(`x ${text} y`)).toHaveLength(1);
  });
});
