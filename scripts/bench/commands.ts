import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf } from '../../test/program.ts';
import { emptyRun, median, type Timed, timeInTurns } from './measure.ts';
import { type Row, timesBase } from './row.ts';
import type { Length, Stage } from './stage.ts';

const SIZES: [name: string, length: Length][] = [
  ['10 lines', { lines: 10 }],
  ['1 MB', { megabytes: 1 }],
  ['10 MB', { megabytes: 10 }],
  ['100 MB', { megabytes: 100 }],
  ['500 MB', { megabytes: 500 }],
];
const BINARY = join(import.meta.dirname, '../../dist/csd');
/** The goals of `state` and `ps`, in empty starts of Node, and of the binary against the tool that it replaces. */
const STATE_GOAL = 1.6;
const PS_GOAL = 2.5;
const BINARY_GOAL = 1.3;

/** `csd state` on transcripts of every size, with Node and, if available, with the binary and the replaced tool. */
export async function measureState(stage: Stage, rounds: number, replaced: string | undefined): Promise<Row[]> {
  const names = SIZES.map(([size, length]) => {
    const name = size.replaceAll(' ', '');
    stage.add(name, length);
    return name;
  });
  await stage.check();
  const { env } = stage.sandbox;
  const direct = (program: string) => names.map((name): Timed => ({ name, program, args: ['state', name], env }));
  const built = names.map((name): Timed => {
    const [program, args] = commandOf(['state', name]);
    return { name, program, args, env };
  });
  const others = [BINARY, replaced].map((program) => (program && existsSync(program) ? direct(program) : []));
  const [base, ...figures] = timeInTurns([emptyRun(env), ...built, ...others.flat()], rounds).map((one) => one.median);
  const ofNode = figures.slice(0, names.length);
  const ofBinary = figures.slice(names.length, names.length + (others[0]?.length ?? 0));
  const ofReplaced = figures.slice(names.length + ofBinary.length);
  const how = `Median of ${rounds} runs of the whole process, alternating with \`node -e 0\`.`;
  return SIZES.flatMap(([size], n): Row[] => {
    const ms = ofNode[n] ?? 0;
    const row = { what: `\`csd state\`, ${size}`, goal: `${STATE_GOAL} x an empty start`, how };
    return [
      { ...row, figure: timesBase(ms, base ?? 1), met: ms <= STATE_GOAL * (base ?? 1) },
      ...binaryRow(size, ofBinary[n], ofReplaced[n], base ?? 1, how),
    ];
  });
}

function binaryRow(
  size: string,
  ms: number | undefined,
  replaced: number | undefined,
  base: number,
  how: string,
): Row[] {
  if (ms === undefined) return [];
  const most = size === '10 lines' ? BINARY_GOAL : 1;
  const row = { what: `the binary's \`state\`, ${size}`, goal: `${most} x the tool it replaces`, how };
  if (replaced === undefined)
    return [
      {
        ...row,
        figure: timesBase(ms, base),
        how: `${how} The other tool was not there, so the figure is in empty starts of Node.`,
      },
    ];
  return [{ ...row, figure: timesBase(ms, replaced), met: ms <= most * replaced }];
}

/**
 * `csd ps --json` on 1, 10, 50 and 200 sessions with transcripts of 1 MB, with Node and, if available, with the binary.
 */
/** `csd ps` over sessions of which half have no screen, compared with the same number that all have one. */
export async function measureMixedPs(screens: Stage, mixed: Stage, rounds: number): Promise<Row[]> {
  const count = 50;
  for (const stage of [screens, mixed]) stage.grow(count, { megabytes: 1 });
  for (const name of mixed.names.filter((_, n) => n % 2 === 1)) mixed.withoutScreen(name);
  const runs = await Promise.all(
    [screens, mixed].map(async (stage, n): Promise<Timed> => {
      await stage.check();
      const [program, args] = commandOf(['ps', '--json']);
      return { name: String(n), program, args, env: stage.sandbox.env };
    }),
  );
  const [base, all, half] = timeInTurns([emptyRun(screens.sandbox.env), ...runs], rounds).map((one) => one.median);
  return [
    {
      what: `\`csd ps --json\`, ${count} sessions of 1 MB, half of them without a screen`,
      goal: 'as long as 50 with a screen',
      figure: `${((half ?? 0) / (all ?? 1)).toFixed(2)} x those (${timesBase(half ?? 0, base ?? 1)})`,
      how: `Median of ${rounds} runs of the whole process, alternating with 50 sessions on screens (${timesBase(all ?? 0, base ?? 1)}) and \`node -e 0\`.`,
      met: (half ?? 0) <= (all ?? 0),
    },
  ];
}

export async function measurePs(stage: Stage, rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const count of [1, 10, 50, 200]) {
    stage.grow(count, { megabytes: 1 });
    await stage.check();
    const { env } = stage.sandbox;
    const [program, args] = commandOf(['ps', '--json']);
    const binary = existsSync(BINARY) ? [{ name: 'binary', program: BINARY, args: ['ps', '--json'], env }] : [];
    const [base, ps, ofBinary] = timeInTurns([emptyRun(env), { name: 'ps', program, args, env }, ...binary], rounds);
    const empty = base?.median ?? 1;
    const sessions = `${count} ${count === 1 ? 'session' : 'sessions'} of 1 MB`;
    const how = `Median of ${rounds} runs of the whole process, alternating with \`node -e 0\`.`;
    const goal = count === 50 ? `${PS_GOAL} x an empty start` : '';
    const rowOf = (what: string, ms: number): Row => ({
      what: `${what}, ${sessions}`,
      goal,
      figure: timesBase(ms, empty),
      how,
      ...(count === 50 && { met: ms <= PS_GOAL * empty }),
    });
    rows.push(rowOf('`csd ps --json`', ps?.median ?? 0));
    if (ofBinary) rows.push(rowOf("the binary's `ps --json`", ofBinary.median));
  }
  return rows;
}

/** The peak memory of `csd state`, as Node reports it at the end. */
export async function measureMemory(stage: Stage, rounds: number): Promise<Row[]> {
  const session = stage.names.at(-1) ?? '';
  const script = join(stage.sandbox.folder, 'memory.cjs');
  const say = "process.on('exit', () => console.error(JSON.stringify(process.resourceUsage().maxRSS)))";
  writeFileSync(script, say);
  const peaks: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { stderr } = await stage.sandbox.csd(['state', session], { env: { NODE_OPTIONS: `--require ${script}` } });
    peaks.push(Number(stderr) / 1024);
  }
  const how = `Median of ${rounds} runs; Node reports the peak.`;
  return [{ what: '`csd state`, memory', goal: '', figure: `${median(peaks).toFixed(0)} MB`, how }];
}
