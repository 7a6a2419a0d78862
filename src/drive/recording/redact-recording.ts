import path from 'node:path';
import { CsdError } from '../../contract/errors.ts';
import { parseJson } from '../../contract/json.ts';
import type { Sidecar } from '../../contract/session.ts';
import { SecretMask } from '../redact/mask.ts';
import { maskJson, textsOf } from '../redact/redact-json.ts';
import { findByRules } from '../redact/secret-shapes.ts';
import type { Context } from '../session/context.ts';
import { dashed, Redactor, type RedactorOptions, type Replacement, sameLength } from './field-redactor.ts';

interface FieldOptions extends Omit<RedactorOptions, 'replace'> {
  folders: Replacement[];
  /** Names of people, machines and sessions. */
  words: string[];
  /** Words that are never names: the agent's own. */
  keep: string[];
}

/**
 * A file as read or created on this machine, and its format: it is never written unredacted. `records` are already
 * trimmed, lines of `jsonl` are not.
 */
export type Draft = { name: string } & (
  | { kind: 'json'; value: unknown }
  | { kind: 'jsonl' | 'records' | 'status' | 'text'; text: string }
  | { kind: 'screen'; text: string; width: number }
);

/** The number of masked texts, by kind. */
export type Counts = Record<string, number>;

/** Words too common to be masked everywhere. */
const COMMON = ['root', 'user', 'users', 'home', 'admin', 'host', 'localhost', 'test', 'work', 'main', 'job'];

/** Redacted files. Only `of` creates them, and `writeRecording` accepts nothing else. */
export class RedactedFiles {
  readonly #texts: ReadonlyMap<string, string>;
  readonly counts: Counts;

  private constructor(texts: ReadonlyMap<string, string>, counts: Counts) {
    this.#texts = texts;
    this.counts = counts;
  }

  /**
   * Redacts drafts. All of them are searched first, so that a secret found in one is masked in all. Throws `internal`
   * if a file is not valid afterwards or still contains a known secret; nothing is written then.
   */
  static async of(drafts: Draft[], redactor: FieldRedactor): Promise<RedactedFiles> {
    await redactor.learn(drafts);
    const texts = new Map<string, string>();
    for (const draft of drafts) {
      const text = redactor.redact(draft);
      const wrong = redactor.doubt(draft, text);
      if (wrong !== undefined)
        throw new CsdError('internal', `nothing was written: ${draft.name} ${wrong} after it was redacted`);
      texts.set(redactor.text(draft.name), text);
    }
    return new RedactedFiles(texts, redactor.counts);
  }

  /** The text of each file, by its name. */
  get texts(): Record<string, string> {
    return Object.fromEntries(this.#texts);
  }
}

/**
 * The redactor of a live session: besides ids, folders and times also secrets, names and places. It reads decoded text
 * (JSON within JSON, a screen without its colours) and writes back in place.
 */
export class FieldRedactor extends Redactor {
  private readonly mask = new SecretMask();

  constructor({ folders, words, keep, ...options }: FieldOptions) {
    super({ ...options, replace: folders });
    for (const { from, to } of folders) {
      this.mask.know(from, to, 'folder');
      if (from.startsWith('/')) this.mask.know(dashed(from), dashed(to), 'folder');
    }
    for (const word of words) {
      if (word.length > 2 && ![...COMMON, ...keep].includes(word.toLowerCase()))
        this.mask.know(word, sameLength('name', word.length), 'user', true);
    }
  }

  /** What was masked so far. */
  get counts(): Counts {
    return { ...this.mask.counts };
  }

  /** Searches everything that will be redacted, with csd's own rules and those of secretlint. */
  async learn(drafts: Draft[]): Promise<void> {
    for (const draft of drafts) {
      // Whole, for secrets known by a field's name; counted when it is written.
      const before = this.counts;
      this.redact(draft);
      for (const kind of Object.keys(this.mask.counts)) Object.assign(this.mask.counts, { [kind]: before[kind] ?? 0 });
      const text = this.textsOf(draft).join('\n\n');
      const found = await findByRules(text);
      for (const [from, to] of found) this.mask.secret(text.slice(from, to), 'token');
    }
    for (const [kind, count] of Object.entries(this.mask.counts))
      if (count === 0) delete this.mask.counts[kind as never];
  }

  /** The redacted text of the draft. */
  redact(draft: Draft): string {
    switch (draft.kind) {
      case 'json':
        return `${super.text(JSON.stringify(maskJson(draft.value, this.mask), null, 2))}\n`;
      case 'jsonl':
        return this.transcript(draft.text);
      case 'records':
        return this.records(draft.text);
      case 'status':
        return this.status(draft.text);
      case 'screen':
        return super.text(this.mask.screen(draft.text, draft.width));
      case 'text':
        return this.text(draft.text);
    }
  }

  override text(text: string): string {
    return super.text(this.mask.text(text));
  }

  /** A record as JSON: masks its strings in decoded form; the replacements of ids and times are valid in JSON. */
  protected override record(fields: Record<string, unknown>): string {
    return super.text(JSON.stringify(maskJson(fields, this.mask)));
  }

  protected override statusFields(fields: Record<string, unknown>): string {
    return super.text(JSON.stringify(maskJson(fields, this.mask), null, 1));
  }

  /** Dropped: a line that is not a record can be anything. */
  protected override noRecord(): string {
    return '';
  }

  /** Why a redacted file must not be written. */
  doubt(draft: Draft, text: string): string | undefined {
    if (draft.kind === 'json' || draft.kind === 'status') {
      if (parseJson(text) === undefined) return 'is not JSON';
    } else if (isLines(draft)) {
      if (text.split('\n').some((line) => line.trim() !== '' && parseJson(line) === undefined))
        return 'is not JSON lines';
    }
    const texts = draft.kind === 'screen' ? this.mask.screenTexts(text, draft.width) : this.decoded(draft, text);
    return texts.some((one) => this.mask.holdsKnown(one)) ? 'holds a secret' : undefined;
  }

  private textsOf(draft: Draft): string[] {
    if (draft.kind === 'json') return textsOf(draft.value);
    if (draft.kind === 'screen') return this.mask.screenTexts(draft.text, draft.width);
    return this.decoded(draft, draft.text);
  }

  private decoded(draft: Draft, text: string): string[] {
    if (draft.kind === 'text') return [text];
    if (isLines(draft)) return text.split('\n').flatMap((line) => textsOf(parseJson(line)));
    return textsOf(parseJson(text));
  }
}

function isLines({ kind }: Draft): boolean {
  return kind === 'jsonl' || kind === 'records';
}

/**
 * Replacements for the session's folders, the longest first: of the same length, with the working folder still below
 * the home.
 */
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
