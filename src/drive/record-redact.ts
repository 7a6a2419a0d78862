import path from 'node:path';
import type { Sidecar } from '../contract/session.ts';
import type { Context } from './context.ts';
import { Redactor, type RedactorOptions, type Replacement, sameLength } from './redact.ts';
import { SecretMask } from './secrets.ts';

interface FieldOptions extends Omit<RedactorOptions, 'replace'> {
  folders: Replacement[];
  /** Names of people, machines and sessions. */
  words: string[];
  /** Words that are never names: the agent's own. */
  keep: string[];
}

/** Words too common to be taken out wherever they stand. */
const COMMON = ['root', 'user', 'users', 'home', 'admin', 'host', 'localhost', 'test', 'work', 'main', 'job'];

/** The redactor of a live session: besides ids, folders and times also names, keys, tokens and mail addresses. */
export class FieldRedactor extends Redactor {
  private readonly mask = new SecretMask();
  private readonly words: { pattern: RegExp; to: string }[];

  constructor({ folders, words, keep, ...options }: FieldOptions) {
    super({ ...options, replace: folders });
    this.words = words
      .filter((word) => word.length > 2 && ![...COMMON, ...keep].includes(word.toLowerCase()))
      .map((word) => ({
        pattern: new RegExp(`(?<![\\w-])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'g'),
        to: sameLength('name', word.length),
      }));
  }

  override text(text: string): string {
    let out = super.text(text);
    for (const { pattern, to } of this.words) out = out.replace(pattern, to);
    return this.mask.text(out);
  }

  /** The beginning: the rest can be what a tool gave back. */
  protected override noRecord(line: string): string {
    return line.slice(0, 40);
  }

  /** A captured screen: also secrets that the pane's edge has cut in two. */
  screen(screen: string): string {
    return this.mask.screen(this.text(screen));
  }

  /** A value as indented JSON. */
  json(value: unknown): string {
    return `${this.text(JSON.stringify(value, null, 2))}\n`;
  }
}

/** What stands for the session's folders, the longest first: of the same length, and the working folder still below the home. */
export function foldersOf(ctx: Context, sidecar: Sidecar, configDir: string): Replacement[] {
  const homes = [ctx.home, path.dirname(configDir)].filter(
    (home, n, all) => home.length > 1 && all.indexOf(home) === n,
  );
  const fixedHome = (home: string) => sameLength('/home/user', home.length);
  const home = homes.find((folder) => `${sidecar.cwd}/`.startsWith(`${folder}/`));
  const below = home === undefined ? undefined : sidecar.cwd.slice(home.length);
  const cwd = sidecar.cwd;
  const fixedBelow = below === undefined ? undefined : sameLength('/work', below.length);
  const fixedCwd =
    home === undefined || fixedBelow === undefined ? sameLength('/work', cwd.length) : fixedHome(home) + fixedBelow;
  const last = path.basename(cwd);
  return [
    ...(cwd.length > 1 && cwd !== home ? [{ from: cwd, to: fixedCwd }] : []),
    ...(below ? [{ from: `~${below}`, to: `~${fixedBelow}` }] : []),
    ...homes.map((from) => ({ from, to: fixedHome(from) })),
    ...(last.length > 2 && below !== '' ? [{ from: `${last}/`, to: `${fixedCwd.slice(-last.length)}/` }] : []),
  ];
}
