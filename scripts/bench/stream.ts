import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STREAMS } from '../../src/backends/streams.ts';
import type { StreamFact } from '../../src/detect/agent/stream-grammar.ts';
import { emptyStream, foldStream } from '../../src/detect/stream/fold-stream.ts';
import type { HostStart } from '../../src/drive/stream/host-protocol.ts';
import { claude } from '../lab/agents/claude.ts';
import { codex } from '../lab/agents/codex.ts';
import { fetchRelease } from '../lab/release.ts';
import { Stage } from '../lab/stage.ts';
import { Watcher } from './latency.ts';
import { median } from './measure.ts';
import type { Row } from './row.ts';

const PROOF_GOAL_MS = 60;
const TOLD_GOAL_MS = 20;
const HOST_GOAL_MB = 60;

/**
 * The overhead of a session without a screen over the agent's own time; a release that begins with 0 is one of codex.
 */
export async function measureStream(release: string, rounds: number): Promise<Row[]> {
  const agent = release.startsWith('0.') ? codex : claude;
  const scene = { name: 'bench', about: 'Is measured.', spawn: ['--driver', 'stream'], play: async () => undefined };
  const stage = await Stage.open(agent, scene, release, await fetchRelease(agent, release));
  stage.api.on('please note', [{ text: 'Noted.' }]);
  try {
    await stage.spawn();
    const watcher = new Watcher(stage.place.env);
    const sent: number[] = [];
    const told: number[] = [];
    try {
      await watcher.next(({ type }) => type === 'snapshot');
      for (let round = 0; round < rounds; round++) {
        const line = watcher.next(({ state }) => state?.status === 'idle_done');
        const { ms } = (await stage.ok('send', 'lab', `please note ${round}`)) as { ms: number };
        sent.push(ms);
        told.push(performance.timeOrigin + (await line));
      }
    } finally {
      watcher.stop();
    }
    return rowsOf(stage, `${agent.title} ${release}`, sent, told);
  } finally {
    await stage.close();
  }
}

function rowsOf(stage: Stage, title: string, sent: number[], told: number[]): Row[] {
  const folder = join(stage.place.root, 'state', 'csd', 'stream', 'lab');
  const turns = readTurns(folder);
  const beyond = sent.map((ms, n) => ms - ((turns[n]?.proven ?? Number.NaN) - (turns[n]?.said ?? 0)));
  const late = told.map((at, n) => at - (turns[n]?.ended ?? Number.NaN));
  const { host } = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as { host: number };
  const mb = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(host)], { encoding: 'utf8' })) / 1024;
  const of = `Median of ${sent.length}`;
  return [
    {
      what: `\`csd send\`, without the agent's own time, ${title}`,
      goal: `${PROOF_GOAL_MS} ms`,
      figure: `${median(beyond).toFixed(0)} ms (min ${Math.min(...beyond).toFixed(0)} ms)`,
      how: `${of}: \`ms\` of the output, less the time from the prompt's record to the record that proves it.`,
      met: median(beyond) <= PROOF_GOAL_MS,
    },
    {
      what: `a turn ends, ${title}`,
      goal: `${TOLD_GOAL_MS} ms`,
      figure: `${median(late).toFixed(0)} ms (min ${Math.min(...late).toFixed(0)} ms)`,
      how: `${of}, from the agent's record to the line of \`csd watch\`.`,
      met: median(late) <= TOLD_GOAL_MS,
    },
    {
      what: `memory of the session's host, ${title}`,
      goal: `${HOST_GOAL_MB} MB`,
      figure: `${mb.toFixed(0)} MB`,
      how: `Resident size after ${sent.length} turns, from \`ps\`.`,
      met: mb <= HOST_GOAL_MB,
    },
  ];
}

/**
 * When each prompt was sent, when the agent echoed it or began its turn, and when that ended, from the host's own
 * records.
 */
function readTurns(folder: string): { said: number; proven?: number; ended?: number }[] {
  const { backend, session } = JSON.parse(readFileSync(join(folder, 'start.json'), 'utf8')) as HostStart;
  const grammar = STREAMS.get(backend);
  if (!grammar) throw new Error(`no grammar of ${backend}`);
  const turns: { said: number; proven?: number; ended?: number }[] = [];
  let state = emptyStream();
  const take = (fact: StreamFact, at: number) => {
    state = foldStream(state, fact, at);
    const turn = turns.at(-1);
    if (turn && (fact.kind === 'taken' || (fact.kind === 'began' && !grammar.givesBack))) turn.proven ??= at;
    if (turn && fact.kind === 'ended') turn.ended ??= at;
  };
  for (const line of readFileSync(join(folder, 'records.jsonl'), 'utf8').split('\n').filter(Boolean)) {
    const { at, from, turn, record } = JSON.parse(line) as { at: number; from: string; turn?: number; record: unknown };
    if (from === 'csd' && turn !== undefined) {
      const { id, uuid } = record as { id?: string; uuid?: string };
      take({ kind: 'prompted', id: id ?? uuid ?? '', text: '', turn }, at);
      turns.push({ said: at });
    }
    if (from === 'agent') for (const fact of grammar.read(record, state, session)) take(fact, at);
  }
  return turns;
}
