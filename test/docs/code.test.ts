import { readdirSync } from 'node:fs';
import path from 'node:path';
import fastGlob from 'fast-glob';
import { describe, expect, test } from 'vitest';
import { claude } from '../../src/backends/claude/agent.ts';
import { CHANNELS } from '../../src/contract/config.ts';
import { HELP } from '../../src/faces/top/keys.ts';
import { KEYS } from '../../src/faces/ui/acts/keys.ts';
import { quoted, ROOT, read, rows, section } from './pages.ts';

const first = ([cell = '']: string[]) => quoted(cell);

describe('detection', () => {
  test('names every rule of the detector and no other', () => {
    const code = ['fuse', 'beside', 'concern', 'composer-rules']
      .map((name) => read(`src/detect/verdict/${name}.ts`))
      .join('\n');
    const calls = [...code.matchAll(/findings\.rule\(([^;]*)\);/g)].map((match) => match[1] ?? '');
    const named = calls.flatMap((call) =>
      [...call.matchAll(/['`]([a-z-]+(?::\$\{[^}]+\})?)['`]/g)].map((m) => m[1] ?? ''),
    );
    const signals = ['liveness', 'screen', 'transcript', 'status_file', 'prompt'];
    const rules = new Set(
      named
        .filter((name) => !signals.includes(name))
        .map((name) => name.replace(/^menu:.*/, 'menu:<gate rule>').replace(/^overlay:.*/, 'overlay:<name>')),
    );
    const told = new Set(rows(section('docs/detection.md', 'Rules, in order')).flatMap(first));
    expect(rules.size).toBeGreaterThan(15);
    expect([...told].sort()).toEqual([...rules].sort());
  });

  test('names every gate rule of claude, in order', () => {
    expect(rows(section('docs/detection.md', 'Gates')).flatMap(first)).toEqual(claude.gates.rules.map(({ id }) => id));
  });

  test.each(['docs/detection.md', 'docs/sending.md'])('the constants of %s have the values of the code', (page) => {
    const table = rows(read(page)).filter(([name = '']) => /^`[A-Z_]+_MS`$/.test(name));
    expect(table.length).toBeGreaterThan(2);
    for (const row of table) {
      const [name, , file] = row.flatMap((cell) => quoted(cell)[0] ?? cell);
      const code = sourcesAt(file ?? '');
      const value = new RegExp(`const ${name} = ([\\d_]+);`).exec(code)?.[1]?.replaceAll('_', '');
      expect([name, file, value]).toEqual([name, file, row[1]]);
    }
  });

  test('omits no constant of the detector', () => {
    const constants = [...sourcesAt('src/detect/').matchAll(/const ([A-Z_]+_MS) =/g)].map((match) => match[1]);
    const told = rows(section('docs/detection.md', 'Lags')).flatMap(first);
    expect(constants.length).toBeGreaterThan(0);
    expect(constants.filter((name) => !told.includes(name ?? ''))).toEqual([]);
  });
});

test('the examples of prompt handling match the real result', () => {
  const told = rows(section('docs/sending.md', 'How a prompt is changed'))
    .map((row) => row.map((cell) => quoted(cell)[0] ?? ''))
    .filter(([prompt = '']) => prompt.startsWith('"'))
    .map((row) => row.map((cell) => JSON.parse(cell) as string));
  expect(told.length).toBeGreaterThan(8);
  expect(told).toEqual(told.map(([prompt = '']) => [prompt, claude.input.escapePrompt(prompt, false)]));
});

test('the page names all members of a backend, interface by interface', () => {
  const code = sourcesAt('src/detect/agent/');
  const page = read('docs/adding-a-backend.md');
  const wanted = ['Backend', 'ScreenGrammar', 'ComposerGrammar', 'GateGrammar', 'GateRule', 'TranscriptGrammar'];
  wanted.push(
    'StatusFileGrammar',
    'PlanGrammar',
    'HookGrammar',
    'UsageGrammar',
    'TapGrammar',
    'DelegateGrammar',
    'GuardGrammar',
    'WorkerGrammar',
    'LaunchGrammar',
    'InputGrammar',
    'RecordingGrammar',
    'Releases',
  );
  for (const name of wanted) {
    const members = membersOf(code, name);
    // Rules of gates are with the gates.
    const under = `\`${name === 'GateRule' ? 'GateGrammar' : name}\``;
    const heading = page.split('\n').find((line) => line.startsWith('## ') && line.includes(under)) ?? '';
    const text = section('docs/adding-a-backend.md', heading.slice(3));
    expect({ name, missing: members.filter((member) => !quoted(text).includes(member)) }).toEqual({
      name,
      missing: [],
    });
    expect(members.length).toBeGreaterThan(0);
  }
});

test('a backend’s page names only existing members', () => {
  const code = sourcesAt('src/detect/agent/');
  const told = rows(read('docs/adding-a-backend.md')).flatMap(first);
  expect(told.length).toBeGreaterThan(50);
  expect(told.filter((member) => !new RegExp(`^ {2}${member}\\??[:(]`, 'm').test(code))).toEqual([]);
});

test('the code map names every folder of src', () => {
  const folders = readdirSync(path.join(ROOT, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `src/${name}/`);
  expect(rows(section('docs/architecture.md', 'Code map')).flatMap(first)).toEqual(expect.arrayContaining(folders));
});

test('the page about notices names every channel', () => {
  const told = rows(section('docs/notify.md', 'Channels')).flatMap(first);
  expect(told.map((cell) => /\w+/.exec(cell)?.[0])).toEqual([...CHANNELS, 'exec', 'webhook']);
});

test('the keys of the dashboard and of the page are those of their help', () => {
  const letters = (words: string[]) => [...new Set(words.filter((word) => [...word].length === 1))].sort();
  const inTop = [...HELP.matchAll(/^ {2}(\S.*?) {2}/gm)].flatMap((match) => match[1]?.split(/,? /) ?? []);
  const inPage = KEYS.flatMap(([keys]) => keys.split(' ')).filter((key) => !'↑↓'.includes(key));
  const told = (page: string, heading: string) =>
    letters(rows(section(page, heading)).flatMap(([cell = '']) => quoted(cell)));
  // The key that opens the help is not in the help; the digits of options are shown with the gate.
  expect(told('docs/top.md', 'The dashboard')).toEqual(letters([...inTop, '?'].filter((key) => !/\d/.test(key))));
  expect(told('docs/page.md', 'Keys')).toEqual(letters([...inPage, '?']));
});

test('the phrases that programs match on are documented and are in the code', () => {
  const code = sourcesAt('src/');
  for (const phrase of ['tmux is not installed', 'tmux command failed', 'not accepted by the TUI']) {
    expect(read('docs/scripting.md')).toContain(`\`${phrase}\``);
    expect(code).toContain(phrase);
  }
});

/** Names of an interface's members, including those of the one it extends. */
function membersOf(code: string, name: string): string[] {
  const [, base, body = ''] =
    new RegExp(`export interface ${name} (?:extends (\\w+) )?\\{\\n([\\s\\S]*?)\\n\\}`).exec(code) ?? [];
  const own = [...body.matchAll(/^ {2}(\w+)\??[:(]/gm)].map((match) => match[1] ?? '');
  return base === undefined ? own : [...own, ...membersOf(code, base)];
}

/** The text of a file, or of all files of a folder. */
function sourcesAt(place: string): string {
  if (!place.endsWith('/')) return read(place);
  return fastGlob.globSync(`${place}**/*.ts`, { cwd: ROOT }).sort().map(read).join('\n');
}
