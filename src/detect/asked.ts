import type { AskedQuestion } from '../contract/state.ts';
import type { GateGrammar } from './backend.ts';
import type { ToolUse } from './facts.ts';

/** The questions of the question tool's open call, in order; `undefined` where the transcript does not show it yet. */
export function readQuestions(tools: ToolUse[], { questionTool }: GateGrammar): AskedQuestion[] | undefined {
  const input = tools.find(({ name }) => name === questionTool)?.input;
  const questions = isObject(input) ? input.questions : undefined;
  return Array.isArray(questions) ? questions.filter(isObject).map(readQuestion) : undefined;
}

/** The first of these is the question that is shown, whose lines the screen may have wrapped. */
export function beginsWith(questions: AskedQuestion[], shown: string): boolean {
  const [text, first] = [shown, questions[0]?.question ?? ''].map((words) => words.replace(/\s+/g, ''));
  return text !== '' && text === first;
}

function readQuestion({ question, options, multiSelect }: Record<string, unknown>): AskedQuestion {
  return {
    question: String(question ?? ''),
    options: Array.isArray(options) ? options.filter(isObject).map(({ label }) => String(label ?? '')) : [],
    multiple: multiSelect === true,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
