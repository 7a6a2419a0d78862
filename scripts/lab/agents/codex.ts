import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readLinks } from '../../../src/adapters/process/open-files.ts';
import { codex as backend } from '../../../src/backends/codex/agent.ts';
import type { Seat, Words } from '../agent-words.ts';
import type { ToolCall } from '../api.ts';
import { postureOf } from '../driver.ts';
import { environment, type HomeOptions, type Place } from '../home.ts';
import { makeScratchFolder } from '../scratch.ts';
import { atLeast } from '../setting.ts';
import type { LabAgent } from './agent.ts';

const shell = (cmd: string): ToolCall => ({ name: 'exec_command', input: { cmd, yield_time_ms: 29_000 } });

const words: Words = {
  // Up to 0.150.0 it is drawn while the agent loads, which ignores Enter; two that load at once in a new home break its
  // database.
  composer: /(?<![\s\S])(?![\s\S]*^│ model: +loading\b)[\s\S]*^›/m,
  over: (text) => ({
    shows: new RegExp(`${text.source}[\\s\\S]*^›`, 'm'),
    hides: /esc to interrupt/,
    wrote: /"task_complete"/,
  }),
  activity: /^[•◦] Working/m,
  later: /^[•◦] Working \([1-9]\d*s/m,
  asking: ['--permission-mode', 'read-only'],
  bypassing: { spawn: ['--bypass-permissions'] },
  shell,
  asked: (cmd) => ({
    name: 'exec_command',
    input: { cmd, sandbox_permissions: 'require_escalated', justification: 'It must be run.' },
  }),
  shellTool: 'exec_command',
  called: /"name":"exec(?:_command)?"/,
  gate: {
    shows: /^› 1\. Yes, proceed/m,
    // Up to 0.145.0 a narrow pane cuts it.
    question: /^Would you like to run the following comm/,
    options: (_release, _folder, command) => [
      'Yes, proceed (y)',
      `Yes, and don't ask again for commands that start with \`${command}\` (p)`,
      'No, and tell Codex what to do differently (esc)',
    ],
  },
  trust: {
    shows: /^› 1\. (?:Trust and|Yes,) continue/m,
    hides: /[Tt]rust (?:this folder|the contents)/,
    home: { trusted: false, repository: true },
    options: (release) =>
      atLeast(release, '0.158.0')
        ? ['Trust and continue', atLeast(release, '0.169.0') ? 'Back to Agent Command Center' : 'Quit']
        : ['Yes, continue', 'No, quit'],
  },
  question: {
    tool: {
      name: 'request_user_input',
      input: {
        questions: [
          {
            id: 'db',
            question: 'Which database should we use?',
            header: 'DB',
            options: [
              { label: 'Postgres', description: 'Relational and solid' },
              { label: 'SQLite', description: 'Single file' },
            ],
          },
        ],
      },
    },
    shows: /› 1\. Postgres/,
    options: ['Postgres', 'SQLite', 'None of the above'],
    // The tool is the plan mode's.
    prepare: planMode,
  },
  interrupted: /Conversation interrupted/,
  stopped: /Conversation interrupted/,
  cutsText: (release) => atLeast(release, '0.158.0'),
  overloaded: { status: 503, shows: /Reconnecting/ },
  failed: (message) => new RegExp(message),
  queued: /Messages to be submitted|↳ /,
  picker: /^› \d\./m,
  running: /1 backg|Running for i|seq 150/,
  typed: (text) => new RegExp(`^›.*${text}`, 'm'),
  bang: (text) => `\\${text}`,
  exit: '/quit',
};

/** codex, from its package for each machine; a release up to 0.118.0 has the binary in another folder. */
export const codex: LabAgent = {
  name: 'codex',
  title: 'codex',
  api: 'Responses API',
  backend,
  releases: ['0.169.0'],
  published: '@openai/codex',
  package: (version, machine) => `@openai/codex@${version}-${machine}`,
  binaries: ['package/vendor/*/bin/codex', 'package/vendor/*/codex/codex'],
  makePlace: makeCodexPlace,
  args(flags, id, resume, release) {
    const { mode, rest } = postureOf(backend, flags);
    const help = atLeast(release, '0.158.0') ? '--no-daemon' : '';
    const posture = mode === null ? {} : { permissionMode: mode };
    return backend.launch.args({ sessionId: id, resume, agentArgs: rest, help, ...posture });
  },
  takesId: false,
  glyph: '›',
  steadyRows: 2,
  agrees: /Yes|Trust and|Allow/,
  transcripts: 'sessions',
  // The record of an earlier conversation stays open too.
  own: (paths, { pid }) => paths.findLast((path) => readLinks(pid)?.some((file) => file.endsWith(path))),
  // Up to 0.133.0 no model is driven by scripts.
  knownModel: (release) =>
    atLeast(release, '0.169.0') ? 'gpt-6.1-sol' : atLeast(release, '0.145.0') ? 'gpt-5.6-sol' : 'gpt-5.5',
  words,
};

/** Switches to the plan mode; the key is ignored while the agent starts. */
export async function planMode(session: Seat): Promise<void> {
  await session.waitForScreen(/^›/m);
  // In the footer, not in the conversation, which keeps the earlier mode.
  const inPlanMode = /(?<!for )Plan mode/;
  for (let presses = 0; presses < 6 && !inPlanMode.test(await session.screen()); presses++) {
    await session.keys('BTab');
    await session.waitForScreen(inPlanMode, undefined, 4000).catch(() => undefined);
  }
  await session.waitForScreen(inPlanMode);
}

/** A separate home that reaches only the scripted API; trust is asked only in a git repository. */
async function makeCodexPlace(binary: string, apiUrl: string, options: HomeOptions = {}): Promise<Place> {
  const root = await makeScratchFolder();
  const home = join(root, 'home');
  const cwd = join(root, options.folder ?? 'work');
  const place = { root, home, cwd, start: cwd, configDir: join(home, '.codex') };
  const bin = join(root, 'bin');
  for (const folder of [place.configDir, cwd, bin, join(root, 'tmux')]) await mkdir(folder, { recursive: true });
  await symlink(binary, join(bin, 'codex'));
  if (options.login !== 'none') await writeFile(join(place.configDir, 'config.toml'), config(apiUrl, cwd, options));
  if (options.repository) {
    for (const folder of ['objects', 'refs']) await mkdir(join(cwd, '.git', folder), { recursive: true });
    await writeFile(join(cwd, '.git', 'HEAD'), 'ref: refs/heads/main\n');
  }
  for (const [name, text] of Object.entries(options.files ?? {})) {
    await mkdir(dirname(join(cwd, name)), { recursive: true });
    await writeFile(join(cwd, name), text);
  }
  return { ...place, env: { ...environment(home, bin, root), LAB_KEY: 'made-up', ...options.env } };
}

function config(apiUrl: string, cwd: string, options: HomeOptions): string {
  const { trusted = true, model = 'gpt-5.5-codex', config: more = '' } = options;
  const provider = `name = "lab"\nbase_url = "${apiUrl}/v1"\nwire_api = "responses"\nenv_key = "LAB_KEY"\n`;
  const project = trusted ? `[projects."${cwd}"]\ntrust_level = "trusted"\n` : '';
  // Lines of a person's configuration for every scene.
  const personal = process.env.CSD_LAB_SETTINGS ?? '';
  return `model = "${model}"\nmodel_provider = "lab"\ncheck_for_update_on_startup = false\n${personal}\n[model_providers.lab]\n${provider}${project}${more.replaceAll('HERE', cwd)}`;
}
