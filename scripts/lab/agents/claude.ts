import { claude as backend } from '../../../src/backends/claude/agent.ts';
import type { Words } from '../agent-words.ts';
import { postureOf } from '../driver.ts';
import { makePlace } from '../home.ts';
import { ASK, bash, NO_BYPASS_WARNING, namesModes, offersAutoMode, unnumbered } from '../scenes/lines.ts';
import type { LabAgent } from './agent.ts';

const words: Words = {
  composer: /^❯/m,
  over: (text) => ({ shows: new RegExp(`${text.source}[\\s\\S]*^. \\S+ for \\d+`, 'm') }),
  activity: /^[^❯●⎿\s] \S+…/m,
  later: /…\s+\(\d+s/,
  asking: ['--permission-mode', 'default'],
  bypassing: { spawn: ['--bypass-permissions'], home: NO_BYPASS_WARNING },
  shell: bash,
  asked: bash,
  shellTool: 'Bash',
  called: /"name":"Bash"/,
  gate: {
    shows: /❯ 1\. ?Yes/,
    question: 'Do you want to proceed?',
    options(release, cwd) {
      const folder = namesModes(release) ? cwd : 'work/';
      const access = `Yes, and always allow access to ${folder} from this project`;
      const auto = 'Yes, and switch to auto mode · auto mode handles these prompts for you';
      return ['Yes', access, ...(offersAutoMode(release) ? [auto] : []), 'No'];
    },
  },
  trust: {
    shows: /Yes, I trust/,
    hides: /Yes, I trust/,
    home: { trusted: false },
    options: (release) =>
      unnumbered(release) ? ['No, exit', 'Yes, I trust this folder'] : ['Yes, I trust this folder', 'No, exit'],
  },
  question: {
    tool: ASK,
    shows: /❯ 1\. ?Postgres/,
    options: ['Postgres', 'SQLite', 'Type something.', 'Chat about this'],
  },
  interrupted: /Interrupted/,
  // 2.1.243 draws an interrupted command like a finished one.
  stopped: /Interrupted|^ {2}Ran 1 shell command$/m,
  cutsText: () => true,
  overloaded: { status: 529, shows: /[Rr]etrying/ },
  failed: (message) => `API Error: 400 ${message}`,
  queued: /Press up to edit queued/,
  picker: /❯ \d\./,
  running: /seq 150/,
  typed: (text) => new RegExp(`^❯.*${text}`, 'm'),
  bang: (text) => text,
  exit: '/exit',
};

/** Claude Code, from its package for each machine. */
export const claude: LabAgent = {
  name: 'claude',
  title: 'Claude Code',
  api: 'Messages API',
  backend,
  releases: ['2.1.158', '2.1.173', '2.1.330'],
  published: '@anthropic-ai/claude-code',
  package: (version, machine) => `@anthropic-ai/claude-code-${machine}@${version}`,
  binaries: ['package/claude'],
  makePlace,
  args(flags, id, resume) {
    const { mode, rest } = postureOf(backend, flags);
    return [resume ? '--resume' : '--session-id', id, ...(mode ? ['--permission-mode', mode] : []), ...rest];
  },
  takesId: true,
  glyph: '❯',
  steadyRows: 5,
  agrees: /Yes/,
  transcripts: 'projects',
  own: (paths, { id }) => paths.find((path) => path.endsWith(`/${id}.jsonl`)),
  words,
};
