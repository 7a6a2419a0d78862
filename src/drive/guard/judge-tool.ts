import type { GuardedCall } from '../../detect/agent/delegate-grammar.ts';
import { isHarmless } from './harmless.ts';
import { judgeCommand, type Named } from './judge-command.ts';
import { compileGlobs } from './match-path.ts';
import type { GuardPolicy } from './policy.ts';
import { type Disk, globAt, type Places } from './resolve-path.ts';

/** Why a tool may not run, for the agent, and the path that it would have written or read. */
export interface Denial {
  reason: string;
  path?: string;
}

/** The denial of a tool that is about to run; `undefined` if it may run. */
export function judgeTool(policy: GuardPolicy, call: GuardedCall, disk: Disk): Denial | undefined {
  const { only, home } = policy;
  if (only && !only.tools.includes(call.tool))
    return { reason: `csd: ${only.by} allows no ${call.tool}: it neither writes nor runs anything` };
  const places = (globs: readonly string[]): Places => ({
    disk,
    cwd: call.cwd,
    home,
    find: compileGlobs(globs, policy.cwd, home),
  });
  const written = places(policy.protect);
  for (const text of [...call.writes, ...(call.texts ?? []).map(withoutScheme).filter(isPathLike)]) {
    const glob = globAt(written, text);
    if (glob !== undefined) return denied(text, glob, 'written or deleted');
  }
  const read = places(policy.secret);
  for (const text of call.reads) {
    const glob = globAt(read, text);
    if (glob !== undefined) return denied(text, glob, 'read');
  }
  if (call.command === undefined) return undefined;
  const { command, cwd, folders = [] } = call;
  if (isHarmless(command, policy.secret.length === 0)) return undefined;
  const named = [cwd, ...folders].reduce<Named | undefined>(
    (found, folder) => found ?? judgeCommand({ ...written, cwd: folder }, command),
    undefined,
  );
  if (!named) return undefined;
  const how =
    'a command that names one is not run, whatever it does: leave it alone, or read it with a tool for reading';
  const reason = `csd: the command ${named.how} ${JSON.stringify(named.word)}, which is protected (${named.glob}); ${how}`;
  return { reason, path: named.word };
}

function denied(text: string, glob: string, what: string): Denial {
  return { reason: `csd: ${text} is protected (${glob}) and may not be ${what}: leave it as it is`, path: text };
}

/** The path of a file URL. */
function withoutScheme(text: string): string {
  const place = text.replace(/^file:\/\/(?:localhost)?/i, '');
  if (place === text) return text;
  try {
    return decodeURIComponent(place);
  } catch {
    return place;
  }
}

/** True if a text can be a path: not too long, and one line. */
function isPathLike(text: string): boolean {
  return text !== '' && text.length <= 4096 && !/[\n\0]/.test(text);
}
