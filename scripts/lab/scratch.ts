import { existsSync } from 'node:fs';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Signs of a project or of an agent's settings; someone else may have left them in a shared temporary folder. */
const PROJECT_MARKS = ['.git', '.claude', '.codex', '.mcp.json'];

/**
 * Makes an empty folder for one scene, symbolic links resolved. No folder above it looks like a project: an agent takes
 * the nearest `.git` above, even an empty folder, for its project's root, and stores a person's choices there (2.1.330:
 * `.claude/settings.local.json`), for every later scene. Throws if none of `parents` is free of such signs, and names
 * those to remove.
 */
export async function makeScratchFolder(
  parents: readonly string[] = [tmpdir(), '/var/tmp'],
  exists: (path: string) => boolean = existsSync,
): Promise<string> {
  const marks: string[] = [];
  for (const parent of parents) {
    const mark = projectMarkAbove(parent, exists);
    if (mark === undefined) return realpath(await mkdtemp(join(parent, 'csd-')));
    marks.push(mark);
  }
  throw new Error(`an agent would take a scene for a part of another project; remove ${marks.join(' or ')}`);
}

function projectMarkAbove(folder: string, exists: (path: string) => boolean): string | undefined {
  const mark = PROJECT_MARKS.map((name) => join(folder, name)).find(exists);
  if (mark !== undefined) return mark;
  const parent = dirname(folder);
  return parent === folder ? undefined : projectMarkAbove(parent, exists);
}
