import { parseObject, pick } from '../../contract/json.ts';
import type { RecordingGrammar } from '../../detect/agent/backend.ts';

/** 2026-01-01T00:00:00Z: the time at which every recording begins. */
export const EPOCH = Date.UTC(2026, 0, 1);

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
/**
 * The ids allowed in fixtures: of sessions (short) and of everything else (`0001` in the last group), numbered in
 * order.
 */
export const FIXED_UUID = /^00000000-0000-4000-8000-0000000(0000[1-9]|1\d{4})$/;

/** A text that must not be recorded, and its replacement of the same length, so that rows keep their layout. */
export interface Replacement {
  from: string;
  to: string;
}

export interface RedactorOptions {
  /**
   * Whole texts to replace, in this order: folders from the longest. The dashed forms of absolute paths are replaced
   * too.
   */
  replace: Replacement[];
  /** When the recording begins, ms since 1970. */
  startedAt: number;
  /** The real process ids, in the order in which they are numbered. */
  pids(): number[];
  /** How the agent's own files name what to redact. */
  grammar: RecordingGrammar;
}

/**
 * Makes a recording independent of machine and time: folders keep their length, ids are numbered in order of
 * appearance, times keep their distances. One per recording, so that its parts agree.
 */
export class Redactor {
  private readonly ids = new Map<string, string>();
  private readonly names = new Map<string, string>();
  private readonly shift: number;

  constructor(private readonly options: RedactorOptions) {
    this.shift = EPOCH - Math.floor(options.startedAt / 1000) * 1000;
  }

  private time(ms: number): number {
    return ms + this.shift;
  }

  /** The fixed process id for a real one. */
  pid(pid: number): number {
    const at = this.options.pids().indexOf(pid);
    return at < 0 ? 4999 : 4201 + at;
  }

  /** Any text: replaces folders, ids, made-up names and times. */
  text(text: string): string {
    let out = this.knownNames(text);
    for (const { from, to } of this.options.replace) out = out.replaceAll(from, to);
    for (const { from, to } of this.options.replace) {
      if (from.startsWith('/')) out = out.replaceAll(dashed(from), dashed(to));
    }
    out = out.replace(/\b127\.0\.0\.1:\d+/g, '127.0.0.1:10000').replace(UUID, (id) => this.id(id));
    for (const pattern of this.options.grammar.names) {
      out = out.replace(pattern, (_, a: string, name: string, z: string) => a + this.name(name) + z);
    }
    return out
      .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (iso) => new Date(this.time(Date.parse(iso))).toISOString())
      .replace(/\b1[6-9]\d{11}\b/g, (ms) => String(this.time(Number(ms))))
      .replace(/\b[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\b/g, 'Thu Jan  1 00:00:00 2026')
      .replace(/\b(\d{1,2}):\d\d [AP]M\b/g, (_, hour: string) => (hour.length === 2 ? '12:00 PM' : '1:00 PM'));
  }

  /** A transcript, record by record; an unfinished last line is kept, redacted as `text`. */
  transcript(jsonl: string): string {
    return this.records(jsonl, this.options.grammar.trim);
  }

  /** Records after `trim`, one per line. */
  records(jsonl: string, trim: RecordingGrammar['trim'] = (record) => record): string {
    const lines = jsonl.split('\n').map((line) => {
      if (line.trim() === '') return line;
      const record = parseObject(line);
      return record === undefined ? this.text(this.noRecord(line)) : this.record(trim(record));
    });
    return lines.join('\n');
  }

  /** A record, as a line. */
  protected record(fields: Record<string, unknown>): string {
    return this.text(JSON.stringify(fields));
  }

  /** What to keep of a line that is not JSON. */
  protected noRecord(line: string): string {
    return line;
  }

  /** The agent's status file; empty if it is not JSON. */
  status(json: string): string {
    const fields = pick(parseObject(json) ?? {}, this.options.grammar.statusFields);
    if (typeof fields.pid === 'number') fields.pid = this.pid(fields.pid);
    const standIns = Object.entries(this.options.grammar.statusStandIns ?? {});
    for (const [name, standIn] of standIns) if (fields[name] !== undefined) fields[name] = standIn;
    return `${this.statusFields(fields)}\n`;
  }

  protected statusFields(fields: Record<string, unknown>): string {
    return this.text(JSON.stringify(fields, null, 1));
  }

  private id(id: string): string {
    if (FIXED_UUID.test(id)) return id;
    const known = this.ids.get(id);
    if (known) return known;
    const fixed = `00000000-0000-4000-8000-00000001${String(this.ids.size + 1).padStart(4, '0')}`;
    this.ids.set(id, fixed);
    return fixed;
  }

  /** Known names, including those that a narrow pane has split. */
  private knownNames(text: string): string {
    let out = text;
    for (const [name, fixed] of this.names) {
      out = out.replaceAll(name, fixed);
      for (let at = name.length - 1; at > 0; at--) {
        const head = new RegExp(`(?<=/)${name.slice(0, at)}(?![a-z0-9-])`);
        const tail = new RegExp(
          `(?<![a-z0-9-]|\\x1b\\[[0-9;]*)(?<colour>(?:\\x1b\\[[0-9;]*m)*)${name.slice(at)}(?=\\.md)`,
        );
        if (!head.test(out) || !tail.test(out)) continue;
        out = out.replace(head, fixed.slice(0, at)).replace(tail, `$<colour>${fixed.slice(at)}`);
      }
    }
    return out;
  }

  private name(name: string): string {
    if ([...this.names.values()].includes(name)) return name;
    const known = this.names.get(name);
    if (known) return known;
    const fixed = sameLength(`plan-${'abcdef'[this.names.size] ?? 'z'}`, name.length);
    this.names.set(name, fixed);
    return fixed;
  }
}

/** The path in the form of the agent's folder names. */
export function dashed(path: string): string {
  return path.replace(/[^A-Za-z0-9]/g, '-');
}

/** The text cut or padded to a length. */
export function sameLength(text: string, length: number): string {
  return text.length >= length ? text.slice(0, length) : text.padEnd(length, '1');
}
