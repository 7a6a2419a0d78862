import { hostname } from 'node:os';
import type { RecordingGrammar } from '../../src/detect/agent/backend.ts';
import { Redactor as Base, FIXED_UUID, sameLength } from '../../src/drive/recording/field-redactor.ts';
import { KEY } from './home.ts';
import { plain } from './terminal.ts';

export { trimRecord } from '../../src/backends/claude/recording.ts';
export { EPOCH, FIXED_UUID } from '../../src/drive/recording/field-redactor.ts';

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

/** The redactor of `csd record`, for the folders of one scene. One per scene, so that its moments agree. */
export class Redactor extends Base {
  constructor(grammar: RecordingGrammar, root: string, startedAt: number, pids: () => number[]) {
    const replace = [
      { from: root, to: sameLength('/home/user/lab', root.length) },
      { from: KEY.slice(-20), to: 'x'.repeat(20) },
    ];
    super({ replace, startedAt, pids, grammar });
  }

  /** Without the folder of background tasks, which is outside the scene, and the agent's reminders to the model. */
  override text(text: string): string {
    return super
      .text(text)
      .replace(/\/tmp\/claude-\d+\//g, '/home/user/tasks/')
      .replace(/<system-reminder>.*?<\/system-reminder>(?:\\n)?/gs, '');
  }

  /** A pane's title: at start-up it is the machine's name. */
  title(title: string): string {
    return title === hostname() ? 'host' : this.text(title);
  }
}

const FORBIDDEN: [string, RegExp][] = [
  ['a machine path', /\/tmp\/|\/private\/|\/var\/folders|(?<!\w)\/work\/|\/root\b|csd-[A-Za-z0-9]{6}\b/],
  ['key material', /sk-ant-(?!\.\.\.)|ake-key|0123456789ab/],
  [
    'an own prompt of the agent',
    /You are Claude|You are Codex|You are a coding agent|<system-reminder>|<permissions instructions>|<environment_context>|IMPORTANT: |Anthropic's official/,
  ],
  ['a port of this machine', /127\.0\.0\.1:(?!10000\b)/],
];

/** Forbidden content of a fixture, one line each. */
export function leaks(text: string): string[] {
  const found = FORBIDDEN.flatMap(([what, pattern]) => {
    const hit = pattern.exec(plain(text));
    return hit ? [`${what}: ${JSON.stringify(hit[0])}`] : [];
  });
  const ids = [...new Set(text.match(UUID) ?? [])].filter((id) => !FIXED_UUID.test(id));
  return [...found, ...ids.map((id) => `an id of its own: ${id}`)];
}
