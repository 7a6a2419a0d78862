import path from 'node:path';
import { parseJson } from '../../contract/json.ts';
import { lookAt } from '../observe/look-at.ts';
import type { Context } from '../session/context.ts';
import { addressOf } from '../session/panes/pane.ts';
import type { Worker } from './find-worker.ts';

const PS_MS = 2000;
/** How many lines of each source to keep. */
const KEPT = { processes: 100, screen: 200, transcript: 30, events: 20 };
const TAIL_BYTES = 1024 * 1024;

/**
 * Writes the observable facts about a worker to the file in CSD_CONVERSE_DIAG_FILE, replacing an earlier one, and
 * returns its path; `undefined` if none is set or it cannot be written. Processes are listed without their arguments,
 * and secrets, names and hosts are masked as in `record`.
 */
export async function diagnose(
  ctx: Context,
  worker: Worker,
  reason: string,
  timeoutMs: number,
): Promise<string | undefined> {
  const named = ctx.env.CSD_CONVERSE_DIAG_FILE;
  if (!named) return undefined;
  const { sidecar, events } = worker;
  const seen = await lookAt(ctx, sidecar);
  const transcript = seen.signals.transcript.kind === 'read' ? seen.signals.transcript.path : sidecar.jsonl_path;
  const screen = await ctx.tmux.history(addressOf(sidecar)).catch(() => undefined);
  const processes =
    (await ctx.processes.output('ps', ['-eHo', 'pid,ppid,stat,etime,comm'], PS_MS)) ??
    (await ctx.processes.output('ps', ['-axo', 'pid,ppid,stat,etime,comm'], PS_MS));
  const { SecretMask } = await import('../redact/mask.ts');
  const { maskJson } = await import('../redact/redact-json.ts');
  const mask = new SecretMask();
  const [records, reports] = await Promise.all([
    transcript === null ? undefined : tail(ctx, transcript),
    tail(ctx, events),
  ]);
  // A secret that one of these names can occur in the others without its name.
  maskJson([seen.verdict.state, ...valuesIn(records), ...valuesIn(reports)], mask);
  for (const text of mask.screenTexts(screen ?? '', seen.pane?.width)) mask.learn(text);
  const masked = (jsonl: string | undefined) => jsonl && maskLines(jsonl, (value) => maskJson(value, mask));
  const name = sidecar.tmux_session ?? sidecar.name;
  const text = [
    `=== csd converse diagnostic (${new Date(ctx.clock.now()).toISOString()}) ===`,
    `reason=${reason}`,
    `session_id=${sidecar.session_id} worker=${sidecar.name} tmux_name=${name} timeout=${timeoutMs / 1000}s`,
    `state=${JSON.stringify(maskJson(seen.verdict.state, mask))}`,
    mask.text(`log_file=${transcript}`),
    mask.text(`event_file=${events}`),
    '',
    ...section(`ps -eHo pid,ppid,stat,etime,comm (last ${KEPT.processes} lines)`, processes, KEPT.processes),
    ...section(
      `tmux capture-pane -t ${name} (scrollback, last ${KEPT.screen} lines)`,
      screen && mask.screen(screen, seen.pane?.width),
      KEPT.screen,
    ),
    ...section(
      `${sidecar.backend} session JSONL tail (last ${KEPT.transcript} lines of ${mask.text(String(transcript))})`,
      masked(records),
      KEPT.transcript,
    ),
    ...section(
      `csd events JSONL tail (last ${KEPT.events} lines of ${mask.text(events)})`,
      masked(reports),
      KEPT.events,
    ),
    '=== end csd diagnostic ===',
    '',
  ];
  const file = path.resolve(ctx.cwd, named);
  try {
    await ctx.files.writeAtomic(file, text.join('\n'));
    return named;
  } catch {
    return undefined;
  }
}

function section(title: string, text: string | undefined, lines: number): string[] {
  const body = text === undefined ? ['(not present)'] : text.trimEnd().split('\n').slice(-lines);
  return [`--- ${title} ---`, ...body, ''];
}

function valuesIn(jsonl: string | undefined): unknown[] {
  return (jsonl ?? '').split('\n').flatMap((line) => parseJson(line) ?? []);
}

/** Lines of JSON, masked; a line that is not JSON can be anything, and is left out. */
function maskLines(jsonl: string, mask: (value: unknown) => unknown): string {
  return jsonl
    .split('\n')
    .map((line) => {
      try {
        return JSON.stringify(mask(JSON.parse(line)));
      } catch {
        return '';
      }
    })
    .join('\n');
}

async function tail(ctx: Context, file: string): Promise<string | undefined> {
  const slice = await ctx.files.readBack(file, TAIL_BYTES);
  return slice && new TextDecoder().decode(slice.bytes);
}
