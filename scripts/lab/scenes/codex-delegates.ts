import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Turn } from '../api.ts';
import type { ToolCall } from '../api-protocol.ts';
import type { Scene } from '../scene.ts';
import { atLeast } from '../setting.ts';
import type { Stage } from '../stage.ts';
import { sleep, until } from '../wait.ts';
import {
  andOnStream,
  type DelegateLine,
  delegate,
  driverOf,
  openFile,
  resultOf,
  untilOver,
  WAYS,
} from './delegate-lines.ts';

const run = (cmd: string, more: object = {}): ToolCall => ({
  name: 'exec_command',
  input: { cmd, yield_time_ms: 5000, ...more },
});
/** The longest that codex lets the model wait for a command. */
const AT_LENGTH = { yield_time_ms: 30_000 };
const patch = (...lines: string[]): string => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');
const change = (...lines: string[]): ToolCall => ({ name: 'apply_patch', input: patch(...lines) });

const helper = (message: string): ToolCall => ({
  name: 'spawn_agent',
  namespace: 'multi_agent_v1',
  input: { message },
});

/** Patches that touch protected paths. */
const PATCHES = [
  ['*** Add File: .env.local', '+x'],
  ['*** Update File: sub/../.env', '@@', '-KEY=1', '+KEY=2'],
  ['*** Delete File: .env'],
  [' \t*** Delete File: .env'],
  ['*** Update File: sub/other', '*** Move to: .env', '@@', '-b', '+c'],
  ['*** Update File: link', '@@', '-KEY=1', '+KEY=2'],
];

const FILES = {
  '.env': 'KEY=1\n',
  'sub/other': 'b\n',
  'node_modules/x/i.js': '1\n',
  'own.txt': 'o\n',
};
const untouched = (stage: Stage) =>
  Object.entries(FILES).every(([file, text]) => readFileSync(join(stage.place.cwd, file), 'utf8') === text);

/** Opens a shell with a terminal, and types into it. */
const TYPED: Turn = (request) => {
  const [, id = '0'] = /running with session ID (\d+)/.exec(JSON.stringify(request)) ?? [];
  return [
    { tools: [run('bash', { tty: true, yield_time_ms: 500 })] },
    { tools: [{ name: 'write_stdin', input: { session_id: Number(id), chars: 'rm .env\n', yield_time_ms: 500 } }] },
    { text: 'I typed.' },
  ];
};

const isGate = ({ status, gate }: DelegateLine) => status === 'needs_input' && gate === 'permission';

const TRIES = ['--backend', 'codex', '--protect', 'own.txt', '--max-turns', '100', '--background'];

const SCREEN: Scene[] = [
  {
    name: 'delegate-paths',
    about: `Protected paths hold against ${WAYS.length} spellings in the shell, patches, another folder, and what is typed into a shell.`,
    records: false,
    known: false,
    home: { files: FILES },
    script: (api) =>
      void api
        .on('try every way', [
          ...WAYS.filter((command) => !command.includes('.git')).map((command) => ({ tools: [run(command)] })),
          ...PATCHES.map((lines) => ({ tools: [change(...lines)] })),
          { tools: [run(`apply_patch <<'EOF'\n${patch('*** Delete File: .env')}\nEOF`)] },
          { tools: [run('rm i.js', { workdir: 'node_modules/x' })] },
          { tools: [change('*** Delete File: own.txt')] },
          { tools: [run('touch fine && echo fine > sub/fine')] },
          { text: 'I tried.' },
        ])
        .on('type it', TYPED),
    async play(stage) {
      symlinkSync('.env', join(stage.place.cwd, 'link'));
      await stage.step('delegate', () => stage.ok('delegate', 'lab', 'try every way', ...TRIES, ...driverOf(stage)));
      await untilOver(stage, 'lab');
      await stage.effect('the task ended', async () =>
        (await stage.csd('output', 'lab')).stdout.trim().endsWith('I tried.'),
      );
      const denied = readFileSync(join(stage.place.root, 'state/csd/guards/lab/denied.jsonl'), 'utf8')
        .trim()
        .split('\n');
      const times = (tool: string) => denied.filter((line) => line.includes(`"tool":"${tool}"`)).length;
      const shell = WAYS.filter((command) => !command.includes('.git')).length;
      await stage.effect('every way of writing was denied', () => times('Bash') === shell + 2);
      await stage.effect('and every patch', () => times('apply_patch') === PATCHES.length + 1);
      await stage.effect('nothing was changed', () => untouched(stage) && !stage.made('.env.local'));
      await stage.effect('an unprotected file is written', () => stage.made('fine') && stage.made('sub/fine'));
      if (!atLeast(stage.release, '0.158.0')) return;
      await stage.step('type', () => stage.csd('continue', 'lab', 'type it', '--json'));
      await stage.effect('nothing is typed into a shell', () => untouched(stage));
    },
  },
  ...['read-only', 'review'].map(
    (preset): Scene => ({
      name: `delegate-${preset}`,
      about: `Under the preset ${preset} a model that tries writes nothing, and has to ask for more.`,
      records: false,
      known: false,
      home: { files: { 'notes.md': 'The word is swordfish.\n' } },
      script: (api) =>
        void api
          .on('try hard', [
            { tools: [run('touch ran; echo gone > notes.md')] },
            { tools: [run('cat notes.md')] },
            { text: 'I could only read.' },
          ])
          .on('ask for more', [
            { tools: [run('touch asked', { sandbox_permissions: 'require_escalated', justification: 'It must.' })] },
            { text: 'I asked.' },
          ])
          .on('patch it', [{ tools: [change('*** Add File: made', '+x')] }, { text: 'I patched.' }]),
      async play(stage) {
        const flags = ['--backend', 'codex', '--preset', preset];
        const done = resultOf(await delegate(stage, 'lab', 'try hard', ...flags));
        await stage.effect('the task ended', () => done.status === 'completed' && done.cost === null);
        await stage.effect('reading was allowed', () => JSON.stringify(stage.api.received).includes('swordfish'));
        const asked = resultOf(await stage.csd('continue', 'lab', 'ask for more', '--json'));
        await stage.effect('a request for more has to be approved', () => isGate(asked));
        await stage.csd('continue', 'lab', 'no', '--json');
        const patched = resultOf(await stage.csd('continue', 'lab', 'patch it', '--json'));
        if (isGate(patched)) await stage.csd('continue', 'lab', 'no', '--json');
        await stage.effect('nothing was written', () => {
          const same = readFileSync(join(stage.place.cwd, 'notes.md'), 'utf8') === 'The word is swordfish.\n';
          return same && !['ran', 'asked', 'made'].some((file) => stage.made(file));
        });
      },
    }),
  ),
  {
    name: 'delegate-limits',
    about: 'Calls and time end a turn of codex at their limits; what it cannot do is refused before anything starts.',
    records: false,
    known: false,
    script: (api) =>
      void api
        .on(
          'loop',
          Array.from({ length: 60 }, () => ({ tools: [run('true')], delayMs: 700 })),
        )
        .on('take long', [{ tools: [run('sleep 60', { yield_time_ms: 29_000 })] }, { text: 'Late.' }])
        .on('say', [{ text: 'Hello.' }]),
    async play(stage) {
      const codex = ['--backend', 'codex'];
      for (const flags of [
        ['--max-cost', '1'],
        ['--preset', 'full'],
        ['--preset', 'plan'],
        ['--allow', 'Bash'],
      ]) {
        const refused = await delegate(stage, 'none', 'say', ...codex, ...flags);
        await stage.effect(
          `${flags.join(' ')} is refused`,
          () => refused.code === 1 && refused.stderr.includes('bad_input'),
        );
      }
      await stage.effect('nothing has started', () => stage.api.received.length === 0);
      const looped = resultOf(await delegate(stage, 'looper', 'loop', ...codex, '--max-turns', '4'));
      await stage.effect(
        'calls',
        () => looped.status === 'turns_exceeded' && looped.turns >= 4 && looped.turns <= 5 && looped.can_continue,
      );
      const late = resultOf(await delegate(stage, 'slow', 'take long', ...codex, '--max-time', '6'));
      await stage.effect('time', () => late.status === 'time_exceeded' && late.can_continue);
      const again = resultOf(await stage.csd('continue', 'slow', 'say it', '--json'));
      await stage.effect('it continues', () => again.status === 'completed' && again.response === 'Hello.');
    },
  },
  {
    name: 'delegate-helpers',
    about:
      'Calls of the subagents that codex starts count too, and at the limit they are stopped with it: an interrupt of the turn does not reach them.',
    records: false,
    known: false,
    script: (api) =>
      void api
        .on('act as a helper', [
          ...Array.from({ length: 2 }, () => ({ tools: [run('echo >> helped')], delayMs: 300 })),
          { text: 'Helped.' },
        ])
        .on(
          'help for ever',
          Array.from({ length: 60 }, () => ({ tools: [run('sleep 0.3')], delayMs: 300 })),
        )
        .on('use one', [
          { tools: [helper('act as a helper')] },
          { tools: [run('until [ "$(wc -l < helped)" -eq 2 ]; do sleep 0.2; done; sleep 3', AT_LENGTH)] },
          { text: 'Done.' },
        ])
        .on('use a lasting one', [
          { tools: [helper('help for ever')] },
          { tools: [run('sleep 30', AT_LENGTH)] },
          { text: 'Late.' },
        ])
        .on('leave it', [{ tools: [helper('help for ever')] }, { text: 'Left.' }])
        .on('go on', [{ text: 'On.' }]),
    async play(stage) {
      const codex = ['--backend', 'codex'];
      const all = () => stage.api.received.length;
      const one = resultOf(await delegate(stage, 'lab', 'use one', ...codex));
      await stage.effect('all calls are counted', () => one.status === 'completed' && one.turns === 6 && all() === 6);
      const lasting = resultOf(await delegate(stage, 'lasting', 'use a lasting one', ...codex, '--max-turns', '5'));
      await stage.effect('the limit is reached', () => lasting.status === 'turns_exceeded' && lasting.can_continue);
      const calls = all();
      await stage.effect(`calls: ${calls - 6}`, () => calls - 6 >= 5 && calls - 6 <= 6);
      await sleep(3000);
      await stage.effect('the subagent has stopped', () => all() === calls);
      const on = resultOf(await stage.csd('continue', 'lasting', 'go on', '--max-turns', '20', '--json'));
      await stage.effect('it continues', () => on.status === 'completed' && on.response === 'On.');
      const before = all();
      const left = resultOf(await delegate(stage, 'left', 'leave it', ...codex, '--max-turns', '6'));
      await stage.effect('a task left running', () => left.status === 'completed' && left.response === 'Left.');
      await until(
        () => !existsSync(openFile(stage, 'left')),
        30_000,
        () => `its subagent goes on: ${all() - before} calls`,
      );
      await sleep(3000);
      await stage.effect('is stopped at its limit', () => all() - before >= 6 && all() - before <= 9);
    },
  },
];

/** Tasks that are delegated to codex, and to a model that follows no instructions. */
export const CODEX_DELEGATES: Scene[] = andOnStream(SCREEN, [
  'delegate-paths',
  'delegate-read-only',
  'delegate-review',
  'delegate-limits',
  'delegate-helpers',
]);
