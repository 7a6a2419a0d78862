import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../../../test/detect/derive/random.ts';
import { sidecarOf } from '../hand.ts';
import type { Scene } from '../scene.ts';
import type { CsdResult, Stage } from '../stage.ts';
import { sleep, until } from '../wait.ts';

/** What is killed: the host in its pane, its agent, or the tmux server with everything in it. */
const VICTIMS = ['host', 'agent', 'server'] as const;
/** What is in progress at that moment. */
const MOMENTS = [
  'a prompt',
  'a turn',
  'a gate',
  'an answer',
  'an interrupt',
  'a queued prompt',
  'a start',
  'a long answer',
] as const;
/** An answer of this length is stored several times: after a few of them the file of records is rotated. */
const LONG = `${'so many words '.repeat(90_000)}at last.`;

export interface StreamTally {
  kills: Map<string, number>;
  prompts: number;
  refused: number;
  resumed: number;
  begun: number;
  /** How often an agent was killed before it had recorded its first prompt. */
  unwritten: number;
  /** The error of a prompt that was not accepted. */
  refusals: Map<string, number>;
  putAside: number;
  /** Lines during whose writing the host was killed: the only ones that are not records. */
  torn: number;
  mostBytes: number;
  wrong: string[];
}

/** One session that continues for some time, whatever is killed. */
export class StreamSoak {
  readonly tally: StreamTally = {
    kills: new Map(),
    prompts: 0,
    refused: 0,
    resumed: 0,
    begun: 0,
    unwritten: 0,
    refusals: new Map(),
    putAside: 0,
    torn: 0,
    mostBytes: 0,
    wrong: [],
  };
  /** Prompts that were sent, and whether csd reported their arrival. */
  private readonly sent = new Map<string, boolean>();
  /** Prompts that the model got, by the agent process that asked; those of a continued conversation come again. */
  private count = 0;
  private before: string[] = [];

  constructor(
    private readonly random: Random,
    private readonly endAt: number,
  ) {}

  scene(): Scene {
    return {
      name: 'stream-soak',
      about: 'Goes on for some minutes.',
      records: false,
      script: (api, _) =>
        void api
          .on(/count t\d/, [{ text: 'one two three four five six seven', chunkMs: 80 }])
          .on(/ask t\d/, (request) => [
            { tools: [this.asked?.(`echo ${markIn(request)} >> ran.txt`) ?? { name: 'none', input: {} }] },
            { text: 'Ran.' },
          ])
          .on(/long t\d/, [{ text: LONG }]),
      play: (stage) => this.play(stage),
    };
  }

  private asked: Stage['agent']['words']['asked'] | undefined;

  private async play(stage: Stage): Promise<void> {
    this.asked = stage.agent.words.asked;
    const flags = ['--driver', 'stream', ...stage.agent.words.asking];
    await stage.spawn('lab', flags);
    for (let round = 0; Date.now() < this.endAt; round++) {
      const victim = VICTIMS[round % VICTIMS.length] ?? 'host';
      const moment = MOMENTS[this.random.below(MOMENTS.length)] ?? 'a turn';
      await this.round(stage, victim, moment).catch((error: unknown) => {
        this.tally.wrong.push(`${victim} in ${moment}: ${String(error).slice(0, 300)}`);
      });
      await this.check(stage, `${victim} in ${moment}`);
      await this.again(stage, flags);
    }
    const last = await this.send(stage, 'count');
    await stage.effect('it goes on at last', () => last.code === 0);
    const over = await stage.csd('wait', 'lab', '--timeout', '60');
    await stage.effect('to its end', () => over.code === 0);
    await this.check(stage, 'the end');
  }

  /** Brings the session to the moment, and kills then. */
  private async round(stage: Stage, victim: (typeof VICTIMS)[number], moment: (typeof MOMENTS)[number]): Promise<void> {
    const key = `${victim} in ${moment}`;
    this.tally.kills.set(key, (this.tally.kills.get(key) ?? 0) + 1);
    const pause = () => sleep(this.random.below(700));
    let doing: Promise<unknown> = Promise.resolve();
    if (moment === 'a prompt') doing = this.send(stage, 'count');
    else if (moment === 'a turn') await this.send(stage, 'count');
    else if (moment === 'a long answer') doing = this.send(stage, 'long');
    else if (moment === 'an interrupt') {
      await this.send(stage, 'count');
      doing = stage.csd('interrupt', 'lab');
    } else if (moment === 'a queued prompt') {
      await this.send(stage, 'count');
      doing = this.send(stage, 'count');
    } else if (moment === 'a gate' || moment === 'an answer') {
      await this.send(stage, 'ask');
      await stage.csd('wait', 'lab', '--timeout', '20');
      if (moment === 'an answer') doing = stage.csd('approve', 'lab');
    }
    await pause();
    await kill(stage, victim);
    await doing;
    // The host ends a moment after its agent.
    await until(
      async () => ((await stage.csd('state', 'lab')).json as { status?: string } | undefined)?.status === 'dead',
      10_000,
      () => 'it is not dead after the kill',
    );
  }

  private async send(stage: Stage, what: string): Promise<CsdResult> {
    const prompt = `${what} t${++this.count}t`;
    this.tally.prompts++;
    const result = await stage.csd('send', 'lab', prompt);
    this.sent.set(prompt, result.code === 0);
    if (result.code !== 0) {
      this.tally.refused++;
      const { code = 'nothing' } = (result.json ?? {}) as { code?: string };
      this.tally.refusals.set(code, (this.tally.refusals.get(code) ?? 0) + 1);
    }
    return result;
  }

  /** No recorded data is lost, prompts that csd had proven were recorded, and nothing was sent or received twice. */
  private async check(stage: Stage, when: string): Promise<void> {
    const wrong = (text: string) => this.tally.wrong.push(`${when}: ${text}`);
    const [aside, now] = await Promise.all([read(stage, 'records.jsonl.1'), read(stage, 'records.jsonl')]);
    const lines = [...aside, ...now];
    this.tally.torn = lines.filter((line) => !isEntry(line)).length;
    const size = (await stat(join(folderOf(stage), 'records.jsonl')).catch(() => undefined))?.size ?? 0;
    this.tally.mostBytes = Math.max(this.tally.mostBytes, size);
    // The content of the older of two files may have been removed when the newer one was rotated.
    const isPutAside = now[0] !== undefined && this.before.length > 0 && !this.before.includes(now[0]);
    if (isPutAside) this.tally.putAside++;
    else if (this.before.some((line, n) => lines[n] !== line)) wrong('records are gone');
    this.before = lines;
    const entries = lines
      .filter(isEntry)
      .map((line) => JSON.parse(line) as { from: string; fact?: { kind: string; text?: string } });
    const said = entries.flatMap(({ fact }) => (fact?.kind === 'prompted' ? [fact.text ?? ''] : []));
    for (const [prompt, proven] of this.sent) {
      const times = said.filter((text) => text === prompt).length;
      if (times > 1) wrong(`${prompt} was said ${times} times`);
      if (proven && times === 0 && this.tally.putAside === 0) wrong(`${prompt} was proven and is in no record`);
      const given = stage.api.received.filter((one) => one.step === 0 && one.prompt.trim() === prompt).length;
      if (given > 1) wrong(`${prompt} was given ${given} times`);
    }
    const ran = (await readFile(join(stage.place.cwd, 'ran.txt'), 'utf8').catch(() => '')).split('\n').filter(Boolean);
    if (new Set(ran).size !== ran.length) wrong(`a command ran twice: ${ran.join()}`);
    // A long soak must not keep every request.
    for (const one of stage.api.received) Object.assign(one, { request: undefined });
  }

  /** Continues with the conversation; one without any prompt begins again. */
  private async again(stage: Stage, flags: string[]): Promise<void> {
    const again = await stage.csd('resume', 'lab');
    if (again.code === 0) return void this.tally.resumed++;
    const { code, session_id = '' } = (again.json ?? {}) as { code?: string; session_id?: string };
    const isEmpty = code === 'no_conversation' && ![...this.sent.values()].includes(true);
    // An agent that is killed at its first prompt has not recorded it.
    const isUnwritten = code === 'conversation_gone' && !(await hasTranscript(stage, session_id));
    if (isUnwritten) this.tally.unwritten++;
    else if (!isEmpty) this.tally.wrong.push(`resume: ${again.stderr.slice(0, 300)}`);
    const where = ['--backend', stage.agent.name, '--cwd', stage.place.start, '--name', 'lab'];
    await stage.step('spawn again', () => stage.ok('spawn', ...where, ...flags));
    this.tally.begun++;
    this.before = [];
    this.sent.clear();
  }
}

async function hasTranscript(stage: Stage, id: string): Promise<boolean> {
  const files = await readdir(join(stage.place.configDir, stage.agent.transcripts), { recursive: true }).catch(
    () => [],
  );
  return files.some((file) => file.includes(id));
}

const folderOf = (stage: Stage) => join(stage.place.root, 'state', 'csd', 'stream', 'lab');

async function read(stage: Stage, file: string): Promise<string[]> {
  const text = await readFile(join(folderOf(stage), file), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

function isEntry(line: string): boolean {
  try {
    return typeof (JSON.parse(line) as { at?: unknown }).at === 'number';
  } catch {
    return false;
  }
}

/** The mark of the newest prompt in a request. */
function markIn(request: unknown): string {
  return (
    JSON.stringify(request)
      .match(/ask t\d+t/g)
      ?.at(-1)
      ?.slice(4) ?? 'none'
  );
}

async function kill(stage: Stage, victim: (typeof VICTIMS)[number]): Promise<void> {
  if (victim === 'server') return void (await stage.terminal.tmux('kill-server'));
  const { agent } = JSON.parse(await readFile(join(folderOf(stage), 'state.json'), 'utf8')) as { agent: number };
  const { pane_pid } = await sidecarOf(stage, 'lab');
  process.kill(victim === 'host' ? Number(pane_pid) : agent, 'SIGKILL');
}

/** The figures of a run. */
export function describeStreamSoak({
  kills,
  prompts,
  refused,
  resumed,
  begun,
  unwritten,
  refusals,
  putAside,
  torn,
  mostBytes,
  wrong,
}: StreamTally): string {
  const total = [...kills.values()].reduce((sum, count) => sum + count, 0);
  return [
    `${total} kills, ${prompts} prompts (${refused} not accepted), resumed ${resumed} times, begun anew ${begun} times, ${unwritten} of them since the agent had not written its first prompt`,
    `not accepted: ${[...refusals].map(([code, count]) => `${code} ${count}`).join(', ')}`,
    `${torn} lines torn, records put aside ${putAside} times, at most ${(mostBytes / 1024 / 1024).toFixed(1)} MiB in one file`,
    ...[...kills].sort().map(([key, count]) => `  ${key}: ${count}`),
    `${wrong.length} wrong`,
    ...wrong.map((one) => `  ${one}`),
  ].join('\n');
}
