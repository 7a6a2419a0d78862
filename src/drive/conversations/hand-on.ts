import { CsdError } from '../../contract/errors.ts';
import type { Sidecar } from '../../contract/session.ts';
import { backendOf } from '../session/backend-of.ts';
import type { Context } from '../session/context.ts';
import { checkName } from '../session/sidecars/session-names.ts';
import { findSidecar } from '../session/sidecars/sidecar-store.ts';
import { launch } from '../spawn/spawn.ts';
import { branchOf } from '../spawn/worktree.ts';
import { asStarted } from './config-folder.ts';
import { readHistory } from './history.ts';
import { launchAgain } from './resume.ts';

/** The most characters of a prompt and of an answer in a brief. */
const MOST = 4000;

/** A session that continues the work of another one, and its brief. */
export interface HandedOn {
  sidecar: Sidecar;
  brief: string;
}

/**
 * Opens a session in the folder of another one, with the same start options and a new conversation; the brief describes
 * the state of the work. Nothing is typed into the other session. Throws `name_taken`, or what a start throws.
 */
export async function handOn(
  ctx: Context,
  parent: Sidecar,
  name: string | undefined,
  { task, trust }: { task: string; trust: boolean },
): Promise<HandedOn> {
  if (name !== undefined && (await findSidecar(ctx, checkName(name)))) {
    const message = `a session named ${JSON.stringify(name)} already exists: choose another name, or tell that one with \`csd send ${name}\``;
    throw new CsdError('name_taken', message);
  }
  const backend = backendOf(ctx, parent);
  const brief = await writeBrief(ctx, parent, task);
  const { worker, ...base } = launchAgain(parent, backend);
  const { sidecar } = await launch(asStarted(ctx, parent, backend), {
    ...base,
    ...(worker && { hooks: true, ...(worker.unattended && { consented: true }) }),
    ...(name === undefined ? { ids: 'words' } : { name }),
    cwd: parent.cwd,
    ...(trust && { trust: true }),
    mark: {
      parent: parent.name,
      creator: parent.name,
      ...(parent.description !== undefined && { description: parent.description }),
      ...(parent.tags && { tags: parent.tags }),
    },
  });
  return { sidecar, brief };
}

async function writeBrief(ctx: Context, parent: Sidecar, task: string): Promise<string> {
  const { name, cwd, description, creator } = parent;
  const [turn] = await readHistory(ctx, parent, 1).catch((error: unknown) => {
    if (error instanceof CsdError) return [];
    throw error;
  });
  const branch = await branchOf(ctx, cwd);
  const facts = [
    description === undefined ? [] : [`- What it is for: ${description}`],
    creator === undefined ? [] : [`- Who asked for it: ${creator}`],
    [`- Folder: ${cwd}`],
    branch === undefined ? [] : [`- Branch: ${branch}`],
  ].flat();
  const newest = turn
    ? [
        '',
        'It was last asked:',
        cut(turn.prompt),
        '',
        turn.text.trim() === '' ? 'It has not answered yet.' : 'It said:',
      ]
    : ['', 'Nothing was asked there yet.'];
  const said = turn && turn.text.trim() !== '' ? [cut(turn.text)] : [];
  return [`You take over work from the session ${name}.`, '', 'Your task:', task.trim(), '', `About ${name}:`, ...facts]
    .concat(newest, said)
    .join('\n');
}

function cut(text: string): string {
  const whole = text.trim();
  return whole.length > MOST ? `${whole.slice(0, MOST).trimEnd()} […]` : whole;
}
