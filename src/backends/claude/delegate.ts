import { isObject } from '../../contract/json.ts';
import type { DelegateGrammar } from '../../detect/agent/delegate-grammar.ts';
import { guard } from './guard.ts';

/**
 * Tools that neither write nor run anything and access no server (2.1.158, 2.1.332: the tools offered to the model).
 */
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
    // `default` is the mode that asks, by the name that every release accepts.
    'read-only': { mode: 'default', only: READING },
    review: { mode: 'default', only: [...READING, 'WebFetch', 'WebSearch'], allow: ['WebSearch'] },
    edit: { mode: 'acceptEdits' },
    full: { bypass: true },
    plan: { mode: 'plan' },
  },
  wakes: ['CronCreate', 'ScheduleWakeup', 'Monitor'],
  changed,
  // 2.1.158, 2.1.332: only with `--print`, which every session without a screen has.
  budgetFlag: '--max-budget-usd',
  guard,
};

/**
 * The result of a tool that wrote a file contains its path and the change (2.1.158, 2.1.332); that of a failed one is a
 * string.
 */
function changed(record: unknown): string[] {
  if (!isObject(record) || record.type !== 'user' || !isObject(record.toolUseResult)) return [];
  const { filePath, notebook_path: notebook, structuredPatch } = record.toolUseResult;
  if (typeof filePath === 'string' && structuredPatch !== undefined) return [filePath];
  return typeof notebook === 'string' ? [notebook] : [];
}
