import { appendFileSync, closeSync, fstatSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { createClock } from '../../adapters/create-clock.ts';
import { links } from '../../adapters/fs/links.ts';
import { readRegular } from '../../adapters/fs/read-regular.ts';
import { GUARDS } from '../../backends/guards.ts';
import type { Violation } from '../../contract/delegate.ts';
import { judgeTool } from '../../drive/guard/judge-tool.ts';
import type { GuardPolicy } from '../../drive/guard/policy.ts';
import { MOST_DOCUMENT_BYTES } from '../../drive/session/files/look-budget.ts';

/** The most characters of a command in the log. */
const KEPT = 1000;

/**
 * Answers the agent's question before each tool, with the tool as JSON on standard input: prints a denial, or nothing.
 * Exits with 1 if it cannot decide, which counts as a denial.
 */
export function runGuard(policyFile: string): number {
  try {
    process.stdout.write(answerHook(policyFile, readFileSync(0, 'utf8')));
    return 0;
  } catch {
    return 1;
  }
}

/**
 * The answer for a tool, by the policy in this file: a denial in the agent's own format, or nothing. Writes a denial to
 * the policy's log. Throws if it cannot decide.
 */
export function answerHook(policyFile: string, asked: string): string {
  const policy = JSON.parse(readRegular(policyFile, MOST_DOCUMENT_BYTES) ?? '') as GuardPolicy;
  const grammar = GUARDS.get(policy.backend);
  const call = grammar?.read(JSON.parse(asked), readEnd);
  if (!grammar || call === undefined) throw new Error('this is not a tool of a known agent');
  if (call === 'start') {
    writeFileSync(policy.armed, '', { mode: 0o600 });
    return '';
  }
  const denial = judgeTool(policy, call, links);
  if (!denial) return '';
  const { tool, command } = call;
  const cut = command?.slice(0, KEPT);
  const violation: Violation = {
    at: createClock().now(),
    tool,
    ...denial,
    ...(cut !== undefined && { command: cut }),
  };
  appendFileSync(policy.log, `${JSON.stringify(violation)}\n`, { mode: 0o600 });
  return grammar.deny(denial.reason);
}

/** How many bytes at the end of a transcript to search for the newest records. */
const END_BYTES = 1024 * 1024;

function readEnd(file: string): string {
  let open: number | undefined;
  try {
    open = openSync(file, 'r');
    const { size } = fstatSync(open);
    const bytes = Buffer.alloc(Math.min(size, END_BYTES));
    const count = readSync(open, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8', 0, count);
  } catch {
    return '';
  } finally {
    if (open !== undefined) closeSync(open);
  }
}
