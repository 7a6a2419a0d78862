import type { TranscriptFact } from './facts.ts';
import { inOrder } from './order-records.ts';

/** What was written to a transcript after a prompt was entered. */
export interface SinceEntry {
  /** How many prompts of the user began a turn, and the first of them; whether a prompt was queued. */
  prompts: number;
  first?: { text: string; at?: number };
  /** When the newest of them was sent, ms since 1970. */
  newestAt?: number;
  /**
   * Not everything written since then was read, or it is in another file than the prompt's: there may have been prompts
   * before `first`.
   */
  cut?: true;
  enqueued: boolean;
  /** When the newest prompt left the queue (ms since 1970), if nothing tells yet what became of it. */
  leftQueueAt?: number;
  /**
   * The conversation was cleared; was rewound to before the prompt (`undone`); the prompt had its turn in another
   * conversation that is no longer shown (`left`; `moved` if the person has entered other prompts since), or has it
   * there now (`elsewhere`).
   */
  cleared: boolean;
  undone?: boolean;
  left?: boolean;
  moved?: boolean;
  elsewhere?: boolean;
  /** Why a hook refused the entered prompt. */
  refused?: string;
  /** If it was queued: why it left the queue without a turn, with the hook's reason, or `taken-back` by the user. */
  dropped?: { kind: 'refused'; reason: string } | { kind: 'taken-back' };
}

/** Summarizes what was written since, in file order. */
export function sumUp(after: TranscriptFact[]): SinceEntry {
  const isPrompt = (fact: TranscriptFact) => fact.kind === 'prompt' && !fact.synthetic;
  const prompts = after.filter((fact) => fact.kind === 'prompt').filter(isPrompt);
  const ordered = inOrder(prompts);
  const [first] = ordered;
  const newestAt = ordered.at(-1)?.at;
  const refused = refusalIn(after, isPrompt);
  const dropped = dropOf(inOrder(after), isPrompt);
  const leftQueueAt = prompts.length > 0 || dropped ? undefined : leftQueueIn(after);
  return {
    prompts: prompts.length,
    ...(first?.kind === 'prompt' && { first: { text: first.text, ...(first.at !== undefined && { at: first.at }) } }),
    ...(newestAt === undefined ? {} : { newestAt }),
    enqueued: after.some((fact) => fact.kind === 'queued' && fact.change === 'added' && !fact.synthetic),
    ...(leftQueueAt === undefined ? {} : { leftQueueAt }),
    cleared: after.some(({ kind }) => kind === 'cleared'),
    ...(refused === undefined ? {} : { refused }),
    ...(dropped && { dropped }),
  };
}

/**
 * What became of the first queued prompt if it got no turn. 2.1.251 records that a hook dropped it, 2.1.158 asks the
 * hook only when the prompt's turn comes; both record that the user took queued prompts back.
 */
function dropOf(after: TranscriptFact[], isPrompt: (fact: TranscriptFact) => boolean): SinceEntry['dropped'] {
  const from = after.findIndex((fact) => fact.kind === 'queued' && fact.change === 'added' && !fact.synthetic);
  const own = after[from];
  if (own?.kind !== 'queued') return undefined;
  const text = own.text?.trim() ?? '';
  const behind = after.slice(from + 1);
  if (behind.some((fact) => fact.kind === 'prompt' && isPrompt(fact) && fact.text.includes(text))) return undefined;
  const left = behind.filter((fact) => fact.kind === 'queued' && fact.change === 'removed');
  if (left.some((fact) => fact.kind === 'queued' && fact.fate === 'refused' && (fact.text ?? text).trim() === text))
    return { kind: 'refused', reason: '' };
  const last = behind.findLast((fact) => isPrompt(fact) || fact.kind === 'refused');
  if (left.length > 0 && last?.kind === 'refused') return { kind: 'refused', reason: last.reason };
  return left.some((fact) => fact.kind === 'queued' && fact.fate === 'taken-back') ? { kind: 'taken-back' } : undefined;
}

/** When the newest prompt left the queue, unless the running turn took it. */
function leftQueueIn(after: TranscriptFact[]): number | undefined {
  const [first] = inOrder(after)
    .filter((fact) => fact.kind === 'joined' || (fact.kind === 'queued' && fact.change === 'removed'))
    .toReversed();
  return first?.kind === 'queued' ? first.at : undefined;
}

/** Why the first prompt was refused: the refusal is in place of its record or directly after it. */
function refusalIn(after: TranscriptFact[], isPrompt: (fact: TranscriptFact) => boolean): string | undefined {
  const [first, second] = inOrder(after).filter((fact) => isPrompt(fact) || ['refused', 'answer'].includes(fact.kind));
  if (first?.kind === 'refused') return first.reason;
  return first?.kind === 'prompt' && second?.kind === 'refused' ? second.reason : undefined;
}
