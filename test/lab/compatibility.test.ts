import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claude } from '../../scripts/lab/agents/claude.ts';
import { AGENTS } from '../../scripts/lab/agents/index.ts';
import { changes } from '../../scripts/lab/compare.ts';
import { claimable, pageOf, renderPage, verifiedLine, verifiedReleases } from '../../scripts/lab/compatibility.ts';
import { type ReleaseResult, readResults, resultsOf, sceneResult, writeResult } from '../../scripts/lab/results.ts';
import { shapeOf } from '../../scripts/lab/shape.ts';
import { readTmuxResults, tmuxTable, writeTmuxResult } from '../../scripts/lab/tmux-results.ts';

const result = (release: string, scenes: ReleaseResult['scenes']): ReleaseResult => ({
  release,
  day: '2030-01-01',
  platform: 'linux-x64',
  complete: true,
  scenes,
});
const shape = (options: string[], numbered: boolean) => ({ status: 'blocked', options, numbered, title: 'a star' });
const moment = (ok: boolean, extra = {}) => ({ label: 'gate', ok, ...extra });

const played = [...AGENTS.values()].filter(({ name }) => existsSync(resultsOf(name)));

describe('the stored results', () => {
  it.each(played)('match the page of $name', async (agent) => {
    const results = await readResults(resultsOf(agent.name));
    expect(results.length).toBeGreaterThan(0);
    const tmux = agent.name === 'claude' ? await readTmuxResults() : [];
    expect(readFileSync(pageOf(agent), 'utf8')).toBe(renderPage(agent, results, tmux));
  });

  it.each(played)('prove every release that $name calls verified', async (agent) => {
    expect(agent.backend.releases.verified).toEqual(claimable(agent, await readResults(resultsOf(agent.name))));
  });

  it('name no folder of a machine', async () => {
    const all = await Promise.all([...AGENTS.keys()].map((name) => readResults(resultsOf(name))));
    expect(JSON.stringify(all)).not.toMatch(/\/tmp\/|\/work\/main|csd-[A-Za-z0-9]{6}\//);
  });
});

describe('a result of tmux', () => {
  it('keeps earlier runs, and is sorted by release', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'csd-results-'));
    const tally = { passed: 3, failed: 1, skipped: 0 };
    const one = { day: '2030-01-01', platform: 'linux-x64' };
    try {
      await writeTmuxResult({ ...one, release: '3.10', suites: { adapter: tally } }, folder);
      await writeTmuxResult({ ...one, release: '3.5a', suites: { adapter: tally } }, folder);
      await writeTmuxResult({ ...one, release: '3.5a', suites: { live: { ...tally, failed: 0 } } }, folder);
      expect(tmuxTable(await readTmuxResults(folder))).toEqual([
        ['tmux', 'adapter', 'live', 'day'],
        ['3.5a', '3/4', '3/3', '2030-01-01'],
        ['3.10', '3/4', 'not run', '2030-01-01'],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a result', () => {
  it('is merged with earlier plays, and sorted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'csd-results-'));
    try {
      await writeResult(result('2.1.300', { b: { tries: 1, moments: [moment(true)] } }), () => true, folder);
      await writeResult(result('2.1.300', { a: { tries: 2, moments: [moment(false)] } }), () => true, folder);
      await writeResult(result('2.1.99', {}), () => true, folder);
      const [older, newer] = await readResults(folder);
      expect([older?.release, Object.keys(newer?.scenes ?? {})]).toEqual(['2.1.99', ['a', 'b']]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is dropped with the next one if its scene can no longer be played', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'csd-results-'));
    const one = { tries: 1, moments: [moment(true)] };
    try {
      await writeResult(result('2.1.300', { former: one, kept: one }), () => true, folder);
      await writeResult(result('2.1.300', { fresh: one }), (name) => name !== 'former', folder);
      expect(Object.keys((await readResults(folder))[0]?.scenes ?? {})).toEqual(['fresh', 'kept']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('keeps labels without folders, because one can quote csd’s output', () => {
    const label = 'bad_report: /tmp/csd-Ab1Cd2/state/csd/usage/lab/report.0';
    expect(sceneResult([{ scene: 's', label, ok: true, ms: 1 }], 1).moments[0]?.label).toBe(
      'bad_report: …/state/csd/usage/lab/report.0',
    );
  });

  it('keeps notes short and without folders', () => {
    const note = `in /tmp/csd-Ab1Cd2/work at /somewhere/else/stage.ts ${'x'.repeat(900)}`;
    const [kept] = sceneResult([{ scene: 's', label: 'l', ok: false, ms: 1, note }], 1).moments;
    expect(kept?.note).toMatch(/^in …\/work at stage\.ts x+…$/);
    expect(kept?.note?.length).toBeLessThan(610);
  });

  it('verifies a release only if every scene was played and correct', () => {
    const good = { tries: 1, moments: [moment(true)] };
    const bad = { tries: 2, moments: [moment(true), moment(false)] };
    const empty = { tries: 1, moments: [] };
    const one = result('2.1.1', { fresh: good, trust: good });
    const others = [
      { ...one, complete: false },
      result('2.1.2', { fresh: good, trust: bad }),
      result('2.1.3', { fresh: good, trust: empty }),
      result('2.1.4', {}),
    ];
    const former = result('2.1.5', { fresh: good, 'no-longer-there': bad });
    expect(verifiedReleases(claude, [one, ...others, former])).toEqual(['2.1.1', '2.1.5']);
  });

  it('keeps a recorded release that was not played, and drops one that was wrong', () => {
    const wrong = result(claude.releases[0] ?? '', { fresh: { tries: 2, moments: [moment(false)] } });
    expect(claimable(claude, [wrong])).toEqual(claude.releases.slice(1));
    expect(verifiedLine(claude, [])).toBe(`const VERIFIED = '${claude.releases.join(' ')}'.split(' ');`);
  });

  it('stays complete when single scenes are played again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'csd-results-'));
    try {
      await writeResult(result('2.1.300', {}), () => true, folder);
      await writeResult({ ...result('2.1.300', {}), complete: false }, () => true, folder);
      expect((await readResults(folder)).map(({ complete }) => complete)).toEqual([true]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the comparison of neighbouring releases', () => {
  const one = result('2.1.1', { trust: { tries: 1, moments: [moment(true, { shape: shape(['Yes', 'No'], true) })] } });
  const two = result('2.1.2', { trust: { tries: 1, moments: [moment(true, { shape: shape(['No', 'Yes'], false) })] } });
  const three = result('2.1.3', { trust: { tries: 1, moments: [moment(false, { shape: shape(['X'], true) })] } });

  it('names each field that changed, and the moments', () => {
    expect(changes([one, two])).toEqual([
      { older: '2.1.1', newer: '2.1.2', field: 'options', from: 'Yes / No', to: 'No / Yes', moments: ['trust gate'] },
      { older: '2.1.1', newer: '2.1.2', field: 'numbered', from: 'true', to: 'false', moments: ['trust gate'] },
    ]);
  });

  it('ignores which command asked first', () => {
    const asks = (command: string) => shape([`Yes, and for \`${command}\` (p)`, 'No'], true);
    const at = (release: string, command: string) =>
      result(release, { 'gate-twice': { tries: 1, moments: [moment(true, { shape: asks(command) })] } });
    expect(changes([at('0.1.0', 'touch one'), at('0.2.0', 'touch two')])).toEqual([]);
  });

  it('ignores moments that were wrong', () => {
    expect(changes([two, three])).toEqual([]);
  });
});

describe('a shape', () => {
  it('of a menu: its options, whether they have numbers, and the row below', () => {
    const screen =
      ' Accessing /tmp/csd-Ab1Cd2/work\n\n ❯ 1. Yes, I trust this folder\n   2. No, exit\n\n Enter to confirm · 3s\n';
    const state = { status: 'blocked', gate: 'trust', prompt: 'Trust /tmp/csd-Ab1Cd2/work?', selected: 1 };
    expect(shapeOf({ ...state, options: ['Yes, I trust this folder', 'No, exit'] }, screen, '✳ claude')).toEqual({
      status: 'blocked',
      gate: 'trust',
      question: 'Trust FOLDER?',
      options: ['Yes, I trust this folder', 'No, exit'],
      numbered: true,
      selected: 1,
      footer: 'Enter to confirm · Ns',
      title: 'a star',
    });
    const bare = ' ❯ No, exit\n   Yes, I trust this folder\n';
    expect(shapeOf({ ...state, options: ['No, exit', 'Yes'] }, bare, '').numbered).toBe(false);
  });

  it('of a finished turn: its row without the word, and the rows below the composer', () => {
    const screen = `● Hi.\n\n✻ Cooked for 3s · done 12:29 PM\n\n${'─'.repeat(20)}\n❯\n${'─'.repeat(20)}\n  ? for shortcuts\n`;
    expect(shapeOf({ status: 'idle_done', text: 'Hi.' }, screen, '⠂ claude')).toEqual({
      status: 'idle_done',
      finished: '✻ … for Ns · done TIME',
      footer: '? for shortcuts',
      title: 'a moving glyph',
    });
  });
});
