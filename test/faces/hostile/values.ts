/** How deep nested values are, and the length from which a value is passed on unparsed. */
export const LEVELS = 20_000;
const nested = (open: string, close: string) => `${open.repeat(LEVELS)}1${close.repeat(LEVELS)}`;

/** Hostile values, as JSON; each field decides what it accepts of them, but none may cause an internal error. */
export const HOSTILE: Record<string, string> = {
  null: 'null',
  true: 'true',
  zero: '0',
  negative: '-1',
  fraction: '1.5',
  huge: '1e308',
  'beyond all numbers': '1e999',
  'a long number': '123456789012345678901234567890',
  'an empty text': '""',
  blanks: '" \\t\\n "',
  'a long text': JSON.stringify('x'.repeat(70_000)),
  'a long name': JSON.stringify('n'.repeat(255)),
  'a NUL': '"a\\u0000b"',
  escapes: '"\\u001b[2J\\u001b]0;x\\u0007\\u009b1A"',
  'a change of direction': '"\\u202ejob"',
  'half a character': '"\\ud800"',
  'a name of every object': '"__proto__"',
  'another one': '"constructor"',
  'a path upwards': '"../../etc/passwd"',
  'a path': '"/etc/passwd"',
  'a device': '"/dev/zero"',
  'a tmux target': '"=job:0.1"',
  'a tmux format': '"#{pane_id}#(id)%1"',
  'a command': '"$(id);`id`|&"',
  'a session elsewhere': '"job@lab"',
  'a flag of ssh as a machine': '"job@-oProxyCommand=id"',
  'a machine of many': '["job","a@lab","@","a@@b"]',
  'a flag': '"--config=/etc/passwd"',
  dashes: '"--"',
  'an empty list': '[]',
  'a list of texts': '["job","job"]',
  'a list of anything': '[null,1,{},[[]]]',
  'a long list': JSON.stringify(Array.from({ length: 300 }, (_, n) => `a${n}`)),
  'an empty object': '{}',
  'a prototype': '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1}',
  'deep lists': nested('[', ']'),
  'deep objects': nested('{"a":', '}'),
};

/** What an internal error looks like to a caller: the code, or the words of an exception. */
export function faultOf(answer: unknown): string | undefined {
  const text = JSON.stringify(answer) ?? 'undefined';
  if (typeof answer !== 'object' && typeof answer !== 'string') return `no JSON object: ${text}`;
  if ((answer as { code?: unknown } | null)?.code === 'internal') return text;
  return /"code":"internal"|Maximum call stack|Cannot read propert|is not (?:a function|iterable)|Invalid time value/.exec(
    text,
  )
    ? text
    : undefined;
}
