import { isObject } from '../../contract/json.ts';
import type { DelegateGrammar } from '../../detect/agent/delegate-grammar.ts';
import { guard } from './guard.ts';

/** Tools that neither write nor run anything and reach no server (2.1.158, 2.1.332: what the model is offered). */
const READING = [
  'Read',
  'Grep',
  'Glob',
  'LS',
  'LSP',
  'NotebookRead',
  'TaskOutput',
  'TaskCreate',
  'TaskGet',
  'TaskList',
  'TaskUpdate',
  'TodoRead',
  'TodoWrite',
  'ToolSearch',
  'ReportFindings',
  'AskUserQuestion',
];

/** What a delegate on Claude Code may do. */
export const delegate: DelegateGrammar = {
  presets: {
    // `default` is the mode that asks, by the name that every release takes.
    'read-only': { mode: 'default', only: READING },
    review: { mode: 'default', only: [...READING, 'WebFetch', 'WebSearch'], allow: ['WebSearch'] },
    edit: { mode: 'acceptEdits' },
    full: { bypass: true },
    plan: { mode: 'plan' },
  },
  wakes: ['CronCreate', 'ScheduleWakeup', 'Monitor'],
  changed,
  // 2.1.158, 2.1.332: with `--print` alone, which every session without a screen has.
  budgetFlag: '--max-budget-usd',
  guard,
};

/** The result of a tool that wrote a file names it, and how the file was changed (2.1.158, 2.1.332); one that failed is a text. */
function changed(record: unknown): string[] {
  if (!isObject(record) || record.type !== 'user' || !isObject(record.toolUseResult)) return [];
  const { filePath, notebook_path: notebook, structuredPatch } = record.toolUseResult;
  if (typeof filePath === 'string' && structuredPatch !== undefined) return [filePath];
  return typeof notebook === 'string' ? [notebook] : [];
}
