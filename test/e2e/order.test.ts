import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isClean, Ledger } from '../../scripts/lab/ledger.ts';
import { CSD, commandOf } from '../program.ts';
import { type BackendName, hasTmux, type Lag, Sandbox, type Script } from './sandbox.ts';
import { mustSucceed, Session } from './session.ts';
import { Lines } from './watcher.ts';

// These tests wait more than they compute, and a busy machine slows each.
vi.setConfig({ maxConcurrency: 10, testTimeout: 90_000 });

/**
 * Files that lag as those of the real agents do, one prompt each: Claude Code writes its transcript up to 0.7 s behind its
 * screen, now and then out of order, and a turn that ends at once may leave a status that never said `busy`; codex has no
 * status at all.
 */
const LAGS: Record<BackendName, Lag[]> = {
  claude: [
    {},
    { modelMs: 150, transcriptMs: 600 },
    { transcriptMs: 300, gapMs: 40 },
    { transcriptMs: 500, early: true },
    { modelMs: 20, statusMs: 300 },
    { modelMs: 150, transcriptMs: 600, early: true },
  ],
  codex: [
    {},
    { modelMs: 150, transcriptMs: 600 },
    { modelMs: 20, transcriptMs: 300 },
    { transcriptMs: 500 },
    { modelMs: 150, transcriptMs: 600 },
  ],
};

/** Each prompt is the same, so that its words tell nothing; the answers count them. */
const PROMPT = 'go on';
const scriptOf = (backend: BackendName): Script => ({
  lags: LAGS[backend],
  // Prompts follow each other as fast as they can: files of the turn before are then the freshest.
  swallow: { startMs: 300, pasteMs: 0 },
  turns: [{ match: '', steps: [{ say: 'This is answer {n}.' }] }],
});

/** How a caller learns the answer to one prompt; `csd` processes that know nothing of each other. */
type Ask = (session: Session, sandbox: Sandbox) => Promise<string | undefined>;

const send = async (session: Session): Promise<number> =>
  mustSucceed(await session.csd('send', '--', PROMPT)).json.turn;

/** Asks again and again for the state, until the turn is over; each must be of this turn. */
async function poll(turn: number, look: () => Promise<{ status: string; turn?: number; text?: string }>) {
  for (;;) {
    const state = await look();
    if (state.turn !== turn) throw new Error(`turn ${turn} was sent, and told was ${JSON.stringify(state)}`);
    if (state.status !== 'working') return state.text || JSON.stringify(state);
  }
}

const ASKS: Record<string, Ask> = {
  'send and state': async (session) => poll(await send(session), () => session.state()),
  async 'send and wait'(session) {
    await send(session);
    return mustSucceed(await session.csd('wait', '--timeout', '20')).json.state.text;
  },
  async 'send and wait-for-turn'(session) {
    await send(session);
    mustSucceed(await session.csd('wait-for-turn', '20'));
    return (await session.state()).text;
  },
  async run({ name }, sandbox) {
    const ran = await sandbox.csd(['run', '--json', '--session', name, '--timeout', '20', '--', PROMPT]);
    return ran.json.text;
  },
  converse: async (session) => (await session.csd('converse', PROMPT, '20')).stdout.trim(),
};

/** `csd state NAME --mirrored` by the launcher, which asks no Node where the mirror of `csd serve` answers. */
function askMirror(sandbox: Sandbox, name: string): Promise<{ status: string; turn?: number; text?: string }> {
  return new Promise((done, fail) => {
    execFile('sh', [CSD, 'state', name, '--mirrored'], { env: sandbox.env }, (error, stdout) =>
      error ? fail(error) : done(JSON.parse(stdout)),
    );
  });
}
// The launcher is a program of the shell; the single-file binary looks.
if (/\.cjs$/.test(CSD)) {
  ASKS['send and state --mirrored'] = async (session, sandbox) =>
    poll(await send(session), () => askMirror(sandbox, session.name));
}

describe.skipIf(!hasTmux)('prompts in a row, each with its own answer: none older, skipped or told twice', () => {
  let sandbox: Sandbox;
  let server: ChildProcess;
  beforeAll(() => {
    sandbox = new Sandbox();
    sandbox.env.XDG_RUNTIME_DIR = join(sandbox.folder, 'run');
    mkdirSync(sandbox.env.XDG_RUNTIME_DIR, { mode: 0o700 });
    server = spawn(...commandOf(['serve']), { env: sandbox.env, stdio: 'ignore' });
  });
  afterAll(async () => {
    server.kill();
    await sandbox.dispose();
  });

  const start = (backend: BackendName, way: string) =>
    Session.start(sandbox, `${backend}-${way.replaceAll(/\W+/g, '-')}`, scriptOf(backend), { backend });
  const numbersOf = (backend: BackendName) => LAGS[backend].map((_, n) => n + 1);

  describe.each(Object.keys(LAGS) as BackendName[])('%s', (backend) => {
    test.concurrent.each(Object.entries(ASKS))('%s', async (way, ask) => {
      const session = await start(backend, way);
      const ledger = new Ledger();
      for (const n of numbersOf(backend)) {
        ledger.send(n);
        ledger.tell(await ask(session, sandbox));
      }
      expect(ledger.tally()).toSatisfy(isClean);
    });

    test.concurrent('watch', async () => {
      const session = await start(backend, 'watch');
      const watch = new Lines(sandbox, ['watch', session.name]);
      const ledger = new Ledger();
      /** Keeps what was told since, and says the newest turn of it. */
      const listen = () => {
        const told = watch.lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'changed');
        const ended = told.flatMap(({ state }) => (state.status === 'idle_done' ? [state] : []));
        for (const { text } of ended.slice(ledger.size)) ledger.tell(text);
        return ended.at(-1)?.turn ?? 0;
      };
      try {
        await watch.until((lines) => lines.length > 0);
        for (const n of numbersOf(backend)) {
          ledger.send(n);
          const turn = await send(session);
          await watch.until(() => listen() >= turn);
        }
        expect(ledger.tally()).toSatisfy(isClean);
      } finally {
        await watch.end('SIGTERM');
      }
    });
  });
});
