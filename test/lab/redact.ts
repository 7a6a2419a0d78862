import { hostname } from 'node:os';
import { KEY } from './home.ts';
import { plain } from './terminal.ts';

/** 2026-01-01T00:00:00Z: the moment at which every recorded scene begins. */
export const EPOCH = Date.UTC(2026, 0, 1);

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
/** The ids that fixtures may hold: of sessions (short) and of all else (`0001` in the last group), by order. */
export const FIXED_UUID = /^00000000-0000-4000-8000-0000000(0000[1-9]|1\d{4})$/;
const BARE = ['type', 'subtype', 'uuid', 'parentUuid', 'timestamp', 'isSidechain', 'sessionId'];
const ATTACHMENT = ['type', 'prompt', 'commandMode', 'planFilePath', 'planExists'];
const STATUS = [
  'pid',
  'sessionId',
  'cwd',
  'startedAt',
  'procStart',
  'version',
  'kind',
  'entrypoint',
  'tmux',
  'status',
  'waitingFor',
  'updatedAt',
  'statusUpdatedAt',
];
/** Longer texts that the agent wrote for the model are its own prompts. */
const META_LIMIT = 400;
/** Of a refused tool's result only the beginning says what happened; instructions to the model follow. */
const ERROR_LIMIT = 160;

/**
 * Makes what was recorded the same on every machine and at every time: folders keep their length, ids get numbers by the
 * order they are first seen, times keep their distances. One per scene, so that its moments agree.
 */
export class Redactor {
  private readonly ids = new Map<string, string>();
  private readonly slugs = new Map<string, string>();
  private readonly shift: number;

  constructor(
    private readonly root: string,
    startedAt: number,
    private readonly pids: () => number[],
  ) {
    this.shift = EPOCH - Math.floor(startedAt / 1000) * 1000;
  }

  private time(ms: number): number {
    return ms + this.shift;
  }

  /** The fixed process id that stands for a real one. */
  pid(pid: number): number {
    const at = this.pids().indexOf(pid);
    return at < 0 ? 4999 : 4201 + at;
  }

  /** A pane's title: at start-up it is the machine's name. */
  title(title: string): string {
    return title === hostname() ? 'host' : this.text(title);
  }

  /** Any text: paths, ids, plan names and times. */
  text(text: string): string {
    const home = sameLength('/home/user/lab', this.root.length);
    return this.knownSlugs(text)
      .replaceAll(this.root, home)
      .replaceAll(KEY.slice(-20), 'x'.repeat(20))
      .replaceAll(dashed(this.root), dashed(home))
      .replace(/\b127\.0\.0\.1:\d+/g, '127.0.0.1:10000')
      .replace(UUID, (id) => this.id(id))
      .replace(/(plans\/)([a-z0-9-]+)(\.md)/g, (_, a: string, slug: string, z: string) => a + this.slug(slug) + z)
      .replace(/("slug":")([a-z0-9-]+)(")/g, (_, a: string, slug: string, z: string) => a + this.slug(slug) + z)
      .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (iso) => new Date(this.time(Date.parse(iso))).toISOString())
      .replace(/\b1[6-9]\d{11}\b/g, (ms) => String(this.time(Number(ms))))
      .replace(/\b[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\b/g, 'Thu Jan  1 00:00:00 2026')
      .replace(/\b(\d{1,2}):\d\d [AP]M\b/g, (_, hour: string) => (hour.length === 2 ? '12:00 PM' : '1:00 PM'));
  }

  /** A transcript, record by record; a last line that is not whole yet is kept as it is, after `text`. */
  transcript(jsonl: string): string {
    const lines = jsonl.split('\n').map((line) => {
      if (line.trim() === '') return line;
      try {
        return this.text(JSON.stringify(trimRecord(JSON.parse(line) as Fields)));
      } catch {
        return this.text(line);
      }
    });
    return lines.join('\n');
  }

  /** The agent's status file. */
  status(json: string): string {
    const fields = pick(JSON.parse(json) as Fields, STATUS);
    if (typeof fields.pid === 'number') fields.pid = this.pid(fields.pid);
    if (fields.procStart !== undefined) fields.procStart = '100';
    return `${this.text(JSON.stringify(fields, null, 1))}\n`;
  }

  private id(id: string): string {
    if (FIXED_UUID.test(id)) return id;
    const known = this.ids.get(id);
    if (known) return known;
    const fixed = `00000000-0000-4000-8000-00000001${String(this.ids.size + 1).padStart(4, '0')}`;
    this.ids.set(id, fixed);
    return fixed;
  }

  /** Known names of plans, also those that a narrow pane has cut in two. */
  private knownSlugs(text: string): string {
    let out = text;
    for (const [slug, fixed] of this.slugs) {
      out = out.replaceAll(slug, fixed);
      for (let at = slug.length - 1; at > 0; at--) {
        const head = new RegExp(`(?<=/)${slug.slice(0, at)}(?![a-z0-9-])`);
        const tail = new RegExp(
          `(?<![a-z0-9-]|\\x1b\\[[0-9;]*)(?<colour>(?:\\x1b\\[[0-9;]*m)*)${slug.slice(at)}(?=\\.md)`,
        );
        if (!head.test(out) || !tail.test(out)) continue;
        out = out.replace(head, fixed.slice(0, at)).replace(tail, `$<colour>${fixed.slice(at)}`);
      }
    }
    return out;
  }

  private slug(slug: string): string {
    if ([...this.slugs.values()].includes(slug)) return slug;
    const known = this.slugs.get(slug);
    if (known) return known;
    const fixed = sameLength(`plan-${'abcdef'[this.slugs.size] ?? 'z'}`, slug.length);
    this.slugs.set(slug, fixed);
    return fixed;
  }
}

type Fields = Record<string, unknown>;

/** Leaves out what the agent wrote for the model, and thinking signatures. */
export function trimRecord(record: Fields): Fields {
  const type = String(record.type);
  if (type.startsWith('api-request')) return pick(record, BARE);
  if (type === 'attachment') {
    return { ...pick(record, BARE), attachment: pick((record.attachment ?? {}) as Fields, ATTACHMENT) };
  }
  const kept: Fields = { ...record };
  for (const key of ['systemPrompt', 'system', 'tools']) delete kept[key];
  const message = record.message as Fields | undefined;
  if (message) kept.message = { ...message, content: trimContent(message.content, record.isMeta === true) };
  if (typeof record.toolUseResult === 'string') kept.toolUseResult = record.toolUseResult.slice(0, ERROR_LIMIT);
  return kept;
}

function trimContent(content: unknown, meta: boolean): unknown {
  if (typeof content === 'string') return meta && content.length > META_LIMIT ? '' : content;
  if (!Array.isArray(content)) return content;
  return content.map((block: Fields) => {
    if (block.type === 'thinking') return { ...block, signature: '' };
    if (block.is_error === true && typeof block.content === 'string') {
      return { ...block, content: block.content.slice(0, ERROR_LIMIT) };
    }
    if (meta && typeof block.text === 'string' && block.text.length > META_LIMIT) return { ...block, text: '' };
    return block;
  });
}

function pick(fields: Fields, names: string[]): Fields {
  return Object.fromEntries(names.filter((name) => name in fields).map((name) => [name, fields[name]]));
}

function dashed(path: string): string {
  return path.replace(/[^A-Za-z0-9]/g, '-');
}

function sameLength(text: string, length: number): string {
  return text.length >= length ? text.slice(0, length) : text.padEnd(length, '1');
}

const FORBIDDEN: [string, RegExp][] = [
  ['a machine path', /\/tmp\/|\/private\/|\/var\/folders|(?<!\w)\/work\/|\/root\b|csd-[A-Za-z0-9]{6}\b/],
  ['key material', /sk-ant-(?!\.\.\.)|ake-key|0123456789ab/],
  ['an own prompt of the agent', /You are Claude|<system-reminder>|IMPORTANT: |Anthropic's official/],
  ['a port of this machine', /127\.0\.0\.1:(?!10000\b)/],
];

/** What a fixture holds that it must not, one line each. */
export function leaks(text: string): string[] {
  const found = FORBIDDEN.flatMap(([what, pattern]) => {
    const hit = pattern.exec(plain(text));
    return hit ? [`${what}: ${JSON.stringify(hit[0])}`] : [];
  });
  const ids = [...new Set(text.match(UUID) ?? [])].filter((id) => !FIXED_UUID.test(id));
  return [...found, ...ids.map((id) => `an id of its own: ${id}`)];
}
