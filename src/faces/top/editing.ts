import { draftOf, edit, insert, textOf } from './editor.ts';
import { chosenOf, type Model } from './model.ts';
import { call, isCurrent, type ModeOf, type Pressed, say, toList } from './pressed.ts';

type Editing = ModeOf<'send'> | ModeOf<'deny'> | ModeOf<'answer'> | ModeOf<'new'>;

/** Handles a key while text is being edited. */
export function pressInEditor(model: Model, mode: Editing, key: string): Pressed {
  if (key === 'escape') return { model: leaveEditor(model, mode) };
  if (key === 'return') return submit(model, mode);
  const draft = key === 'C-j' || key === 'M-return' ? insert(mode.draft, '\n') : typed(mode.draft, key);
  return { model: draft ? { ...model, mode: { ...mode, draft }, notice: undefined } : model };
}

/** Inserts a printable character; other keys edit. */
export function typed(draft: ReturnType<typeof draftOf>, key: string): ReturnType<typeof draftOf> | undefined {
  const isText = [...key].length === 1 || (!/^[ -~]*$/.test(key) && !/^[CM]-/.test(key));
  return isText ? insert(draft, key) : edit(draft, key);
}

/** Keeps the text written for a session for the next time that the editor opens. */
function leaveEditor(model: Model, mode: Editing): Model {
  if (mode.kind !== 'send') return toList(model);
  const drafts = new Map(model.drafts).set(mode.session, textOf(mode.draft));
  return { ...toList(model), drafts };
}

function submit(model: Model, mode: Editing): Pressed {
  const text = textOf(mode.draft);
  const isEmpty = text.trim() === '';
  switch (mode.kind) {
    case 'send': {
      if (isEmpty) return say(model, 'Nothing has been written yet. Esc goes back.');
      const { session } = mode;
      // The text stays available in the editor until it has arrived.
      const kept = leaveEditor(model, mode);
      return {
        model: kept,
        effect: call('send', { session, prompt: text }, `sending to ${session}…`, `Sent to ${session}.`),
      };
    }
    case 'deny': {
      const { gate } = mode;
      if (!isCurrent(model, gate)) return say(model, 'This gate is no longer open. Nothing was pressed.');
      const input = { session: gate.session, expect: gate.gateId, ...(!isEmpty && { message: text }) };
      return {
        model: toList(model),
        effect: call('deny', input, `denying ${gate.session}…`, `${gate.session}: denied.`),
      };
    }
    case 'answer': {
      if (isEmpty) return say(model, 'Nothing has been written yet. Esc goes back.');
      const { questions } = mode;
      const answers = [...questions.answers, text];
      const next = { ...questions, answers };
      if (answers.length < questions.asked.length)
        return {
          model: { ...model, mode: { kind: 'answer', questions: next, draft: draftOf('') }, notice: undefined },
        };
      const { session, gateId } = questions;
      const input = { session, answers, ...(gateId !== undefined && { expect: gateId }) };
      return {
        model: toList(model),
        effect: call('answer', input, `answering ${session}…`, `${session} has its answer.`),
      };
    }
    case 'new': {
      const given = [...mode.given, text.trim()];
      if (mode.step === 0 && isEmpty) return say(model, 'A session needs a folder. Esc goes back.');
      if (given.length < 4) {
        // The agent is that of the chosen session unless another is given.
        const draft = draftOf(mode.step === 0 ? (chosenOf(model)?.backend ?? '') : '');
        return { model: { ...model, mode: { kind: 'new', step: mode.step + 1, given, draft }, notice: undefined } };
      }
      const [cwd = '', backend = '', name = '', prompt = ''] = given;
      const input = {
        cwd,
        ...(backend !== '' && { backend }),
        ...(name !== '' && { name }),
        ...(prompt !== '' && { prompt }),
      };
      return {
        model: toList(model),
        effect: call('spawn', input, `starting ${name || 'a session'}…`, 'The session has started.'),
      };
    }
  }
}
