import type { Backend } from '../../detect/agent/backend.ts';
import { endsIn } from '../../detect/screen/shown-turn.ts';
import { readFacts } from '../../detect/transcript/parse.ts';
import type { Context } from '../session/context.ts';

/** How much of a record's end to examine, in bytes. */
const TAIL = 128 * 1024;

/** The end of a record: its newest prompt, the newest text below it, and whether its turn is in flight. */
export interface RecordEnd {
  prompt?: string;
  text: string;
  inFlight: boolean;
}

/** Reads the end of a record; a prompt further above is not found. */
export async function readEnd({ files }: Context, backend: Backend, path: string): Promise<RecordEnd> {
  const slice = await files.readBack(path, TAIL);
  const lines = slice ? new TextDecoder().decode(slice.bytes).split('\n') : [];
  const end: RecordEnd = { text: '', inFlight: false };
  for (const fact of readFacts(lines, backend.transcript)) {
    if (fact.kind === 'prompt') [end.prompt, end.text] = [fact.text, ''];
    else if (fact.kind === 'answer' && fact.text !== undefined) end.text = fact.text;
    else if (fact.kind === 'started') end.inFlight = true;
    else if (fact.kind === 'ended' || fact.kind === 'interrupted') end.inFlight = false;
  }
  return end;
}

/** What a screen shows of the newest turn: the first row of its prompt, and the newest block of an answer. */
interface Drawn {
  shown: string | undefined;
  answered?: boolean;
  answer?: string | undefined;
}

/**
 * How well the end of a record fits the screen; 0 if nothing proves that it is the one. A prompt alone proves nothing
 * while it has no answer and the record's turn is over: the same prompt can have begun a new conversation, which has no
 * record yet.
 */
export function fitOf({ prompt, text, inFlight }: RecordEnd, { shown, answered, answer = '' }: Drawn): number {
  // The prompt is further above, or in the file that this one continues.
  const isPrompts = shown !== undefined && (prompt === undefined || holds(prompt, shown));
  if (!answered) return shown !== undefined && isPrompts && inFlight ? 1 : 0;
  const isAnswers = endsIn(text, answer);
  if (shown === undefined) return isAnswers ? 1 : 0;
  return isPrompts ? (isAnswers ? 2 : 1) : 0;
}

/** True for a prompt that begins with what a row of the screen shows. */
export function holds(prompt: string, shown: string): boolean {
  const [wanted, whole] = [shown, prompt].map((text) => text.replace(/\s+/g, ''));
  return wanted !== undefined && wanted !== '' && whole?.startsWith(wanted) === true;
}
