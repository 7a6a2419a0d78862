import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { BACKENDS } from '../../src/backends/index.ts';
import type { AnyOperation } from '../../src/contract/operation.ts';
import * as states from '../../src/contract/state.ts';
import { SERVICES } from '../../src/entry/services.ts';
import { toFlag } from '../../src/faces/cli/fields.ts';
import { runCli } from '../../src/faces/cli/main.ts';
import { COMMAND_WORDS, OPERATIONS } from '../../src/operations/index.ts';
import { helpTopics } from '../../src/operations/topics.ts';
import { recordingHost } from '../faces/host.ts';
import { blocks, PAGES, quoted, read, rows, section } from './pages.ts';

const LOADERS: Record<string, () => Promise<AnyOperation>> = OPERATIONS;
const EVERYWHERE = ['--help', '--version', '--json'];
const flagsIn = (text: string) => [...new Set(text.match(/--[a-z][a-z-]*/g) ?? [])];

const pages = new Map<string, string>();

async function helpOf(command: string): Promise<string> {
  const { host, played } = recordingHost([command, '--help']);
  if (!pages.has(command)) await runCli(host);
  if (!pages.has(command)) pages.set(command, played.stdout);
  return pages.get(command) ?? '';
}

describe('the command table', () => {
  const table = rows(read('docs/commands.md')).map(([command = '', , prints = '']) => ({
    name: /^`([a-z-]+)/.exec(command)?.[1] ?? '',
    command,
    prints,
  }));

  test('names every operation and service, in order, and no other', () => {
    expect(table.map(({ name }) => name)).toEqual([...Object.keys(OPERATIONS), ...Object.keys(SERVICES)].map(toFlag));
  });

  test.each(table)('$name: its flags are those of its help', async ({ name, command }) => {
    const help = flagsIn((await helpOf(name)).split('Examples:')[0] ?? '').filter((flag) => !EVERYWHERE.includes(flag));
    expect(flagsIn(command).sort()).toEqual(help.sort());
  });
});

test('every csd call shown on any page is a command with flags of its help', async () => {
  const named = [...Object.keys(OPERATIONS), ...Object.keys(SERVICES)].map(toFlag);
  const flagged = [...named, ...Object.keys(COMMAND_WORDS)];
  const commands = [...flagged, 'help', 'completion'];
  const calls = PAGES.flatMap(({ file, text }) => {
    const code = [...blocks(text, 'sh'), ...blocks(text, 'console'), ...quoted(text)].join('\n');
    return [...code.matchAll(/\bcsd (?:--worker \S+ )?([a-z]+(?:-[a-z]+)*)([^\n|;&]*)/g)].map((m) => ({
      file,
      name: m[1] ?? '',
      rest: m[2] ?? '',
    }));
  });
  expect(calls.length).toBeGreaterThan(20);
  expect(calls.filter(({ name }) => !commands.includes(name))).toEqual([]);
  for (const { file, name, rest } of calls.filter(({ name }) => flagged.includes(name))) {
    const help = flagsIn(await helpOf(name));
    expect({ file, name, unknown: flagsIn(rest).filter((flag) => !help.includes(flag)) }).toMatchObject({
      unknown: [],
    });
  }
});

describe('the state table', () => {
  const table = rows(read('docs/states.md'));
  const SCHEMAS = [...states.State._zod.def.options] as unknown as z.ZodMiniObject[];

  test('has every status, in order', () => {
    expect(table.map(([status = '']) => quoted(status)[0])).toEqual([...states.STATUSES]);
  });

  test.each(states.STATUSES.map((status, n) => ({ status, n })))('$status has the fields of its schema', ({ n }) => {
    const shape = SCHEMAS[n]?.shape ?? {};
    const extras = [
      'status',
      'turn',
      'background',
      'queued',
      'overlay',
      'background_session',
      'paused',
      'usage',
      'marker_warning',
      'evidence',
    ];
    const wanted = Object.entries(shape)
      .filter(([name]) => !extras.includes(name))
      .map(([name, schema]) => (schema._zod.def.type === 'optional' ? `${name}?` : name));
    const told = quoted(table[n]?.[1] ?? '');
    expect(told).toEqual(expect.arrayContaining(wanted));
    const detector = read('src/detect/verdict/fuse.ts') + read('src/detect/verdict/composer-rules.ts');
    const more = told.map((field) => field.replace('?', '')).filter((field) => !(field in shape));
    expect(more.filter((field) => !new RegExp(`\\b${field}\\b`).test(detector))).toEqual([]);
  });

  test('names every gate and every detail', () => {
    expect(quoted(table[states.STATUSES.indexOf('blocked')]?.[2] ?? '')).toEqual(
      expect.arrayContaining([...states.GATES]),
    );
    expect(quoted(table[states.STATUSES.indexOf('working')]?.[2] ?? '')).toEqual(
      expect.arrayContaining([...states.WORKING_DETAILS]),
    );
  });
});

describe('the polling loop', () => {
  const [loop = ''] = blocks(section('docs/scripting.md', 'The polling loop'), 'sh');

  test('handles every status', () => {
    const labels = [...loop.matchAll(/^ {4}([a-z_| ]+)\)/gm)].flatMap((match) => (match[1] ?? '').split(' | '));
    expect(labels.sort()).toEqual([...states.STATUSES].sort());
  });

  test('is a shell script, and so is every shell block on any page', () => {
    expect(loop).not.toBe('');
    const scripts = PAGES.flatMap(({ text }) => blocks(text, 'sh'));
    const { status, stderr } = spawnSync('sh', ['-n'], { input: scripts.join('\n'), encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

test('the exit codes are those of the help', async () => {
  const told = rows(section('docs/scripting.md', 'Exit codes')).map(([code]) => Number(code));
  const own = (await Promise.all(Object.values(LOADERS).map((load) => load()))).flatMap((operation) =>
    Object.keys(operation.cli.exitCodes ?? {}).map(Number),
  );
  expect(told).toEqual([...new Set([0, 1, ...own])].sort());
});

test('the variables are those of the help', () => {
  const text = helpTopics([...BACKENDS.values()].map(({ name, launch }) => [launch.programVariable, name])).environment;
  const wanted = [...(text?.text.matchAll(/^ {2}([A-Z_]+) /gm) ?? [])].map((match) => match[1]);
  const told = rows(section('docs/scripting.md', 'Environment')).map(([name = '']) => quoted(name)[0]);
  expect([...told].sort()).toEqual([...wanted].sort());
});

test('the verified releases are those of the backend', () => {
  const told = section('README.md', 'Platforms').match(/\d+\.\d+\.\d+/g);
  expect(told).toEqual([...BACKENDS.values()].flatMap(({ releases }) => releases.verified));
});
