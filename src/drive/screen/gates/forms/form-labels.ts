import { CsdError } from '../../../../contract/errors.ts';
import type { FormGrammar } from '../../../../detect/agent/screen-grammar.ts';

/** Which value each field gets; throws `bad_input` if that is unclear. */
export function assign(name: string, answers: string[], labels: string[], grammar: FormGrammar): Map<string, string> {
  const refuse = (why: string) => {
    const message = `${why}: nothing was filled in; give ${name} its fields as "Label=value", from ${labels.join(' / ')}`;
    return new CsdError('bad_input', message, { fields: labels.map((label) => ({ label })) });
  };
  if (new Set(labels).size < labels.length) throw refuse('two fields have the same label');
  const named = answers.map((answer) => splitAnswer(answer, labels, grammar));
  if (named.every((pair) => pair !== undefined)) {
    const wanted = new Map(named as [string, string][]);
    if (wanted.size < named.length) throw refuse('a field is given twice');
    return wanted;
  }
  if (named.some((pair) => pair !== undefined)) throw refuse('some answers name their field and others do not');
  if (answers.length !== labels.length)
    throw refuse(`the form has ${labels.length} field(s), and ${answers.length} value(s) were given`);
  return new Map(labels.map((label, n) => [label, answers[n] ?? '']));
}

/**
 * A label may contain an equals sign itself: the longest matching label counts. Of a label that is drawn only in part, no
 * more is known than its beginning: it ends at the first sign behind that.
 */
function splitAnswer(
  answer: string,
  labels: string[],
  grammar: FormGrammar,
): [label: string, value: string] | undefined {
  for (let at = answer.lastIndexOf('='); at > 0; at = answer.lastIndexOf('=', at - 1)) {
    const head = answer.slice(0, at).trim().toLowerCase();
    const label = labels.find((one) => one.toLowerCase() === head);
    if (label !== undefined) return [label, answer.slice(at + 1).trim()];
  }
  for (let at = answer.indexOf('='); at !== -1; at = answer.indexOf('=', at + 1)) {
    const found = findCut(answer.slice(0, at), labels, grammar);
    if (found !== undefined) return [labels[found] ?? '', answer.slice(at + 1).trim()];
  }
  return undefined;
}

/** The index of the only label that is drawn in part and begins this text; `undefined` if there is none, or several. */
export function findCut(text: string, labels: string[], { cutText }: FormGrammar): number | undefined {
  const whole = text.trim().toLowerCase();
  const found = labels.flatMap((label, n) => {
    const start = label.replace(cutText, '').trim().toLowerCase();
    return cutText.test(label) && start !== '' && whole.startsWith(start) ? [n] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}
