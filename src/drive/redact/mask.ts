import { findIdentity } from './find/find-identity.ts';
import { type Find, findSecrets, type Kind } from './find/find-secrets.ts';
import { Known } from './known-texts.ts';
import { ScreenText, type ScreenView } from './screen-text.ts';
import { isNoValue, isNumberName, looksRandom, soundOf } from './secret-names.ts';
import { VALUE_REACH } from './secret-values.ts';

/** Kinds whose texts are masked wherever they occur again, without any context. */
const SPREADING: Kind[] = ['token', 'credential', 'random', 'private_key', 'encoded', 'mail', 'user', 'host', 'ip'];
/** Kinds that name a person or a place: shorter texts count. */
const NAMES: Kind[] = ['mail', 'user', 'host', 'ip'];

/** Longer ones are masked only where they were found: a value that is cut at `VALUE_REACH` cannot occur again. */
const LONGEST_KNOWN = VALUE_REACH - 64;

/** A replacement, by the range that it replaces. */
interface Filled extends Find {
  to: number;
  text: string;
}

/**
 * Replaces keys, tokens, passwords, names, hosts and addresses with `x` of the same length. Each secret always gets the
 * same replacement, different from all others, so that references stay recognizable. Use one mask per recording: what
 * it learned from one text is masked in all.
 */
export class SecretMask {
  /** How often each kind was masked so far in the returned texts. */
  readonly counts: Partial<Record<Kind, number>> = {};
  private readonly fillers = new Map<string, string>();
  private readonly known = new Known();

  /** `names`: also masks identities and places, which an error for the caller's own terminal needs. */
  constructor(private readonly names = true) {}

  /** Masks `text` everywhere with `to`, which has the same length. */
  know(text: string, to: string, kind: Kind, isWord = false): void {
    this.known.add({ text, to, kind, isWord });
  }

  /** Learns the secrets of a text, to mask them in other texts that are still to come. */
  learn(text: string, more: readonly Find[] = []): void {
    for (const { from, to, kind } of [...this.find(text), ...more]) this.spread(text.slice(from, to), kind);
  }

  /** A text without terminal escapes and without JSON around it. */
  text(text: string): string {
    let out = '';
    let at = 0;
    for (const one of this.fill(text)) {
      out += text.slice(at, one.from) + one.text;
      at = one.to;
      this.count(one.kind);
    }
    return at === 0 ? text : out + text.slice(at);
  }

  /** The value of a field: it can also be secret because of the field's name. */
  field(name: string, value: string): string {
    const sound = soundOf(name);
    const isCode = isNumberName(name) && /^\d{4,12}$/.test(value);
    const isSecret = sound === 'firm' ? !isNoValue(value) && value !== '' : sound === 'weak' && looksRandom(value);
    if (!(isSecret || isCode) || isFilled(value)) return this.text(value);
    this.count('credential');
    return this.secret(value, 'credential');
  }

  /** The replacement of a text that is a secret as a whole. */
  secret(value: string, kind: Kind): string {
    this.spread(value, kind);
    return this.filler(value);
  }

  /** A captured screen: keeps colours and the widths of its rows; also masks secrets that continue in the next row. */
  screen(screen: string, width?: number): string {
    const taken = new ScreenText(screen, width);
    for (const { at, text } of taken.hidden) taken.replaceHidden(at, this.text(text));
    const masked = new Uint8Array(taken.plain.length);
    // Texts over several rows first: otherwise their parts would be found again row by row.
    for (const view of [taken.joined(), taken.joinedWhereFull(), taken.lines(), ownView(taken.plain)]) {
      for (const one of this.fill(view.text, (find) => inItsRows(find, view))) {
        const places = view.places.slice(one.from, one.to);
        if (places.every((place) => place === -1 || masked[place] === 1)) continue;
        this.count(one.kind);
        for (const [n, place] of places.entries()) {
          if (place === -1 || masked[place] === 1 || taken.plain[place] === '\n') continue;
          masked[place] = 1;
          taken.replace(place, place + 1, one.text[n] ?? 'x');
        }
      }
    }
    return taken.toString();
  }

  /** The texts of a screen, for `learn`. */
  screenTexts(screen: string, width?: number): string[] {
    const taken = new ScreenText(screen, width);
    return [taken.lines().text, ...taken.hidden.map(({ text }) => text)];
  }

  /** True if a text still contains a known text that must not be shown. */
  holdsKnown(text: string): boolean {
    return this.known.find(text).some(({ entry }) => entry.text !== entry.to && !NAMES.includes(entry.kind));
  }

  private find(text: string): Find[] {
    const named = this.names ? findIdentity(text) : [];
    return [...findSecrets(text, (inner) => this.holdsKnown(inner)), ...named].filter(
      ({ from, to }) => !isFilled(text.slice(from, to)),
    );
  }

  /** The replacements, in order and without overlaps; `keep` returns the part of a find that counts. */
  private fill(text: string, keep: (find: Find) => Find | undefined = (find) => find): Filled[] {
    const places = this.known.find(text).map(({ from, to, entry }) => ({ from, to, kind: entry.kind, text: entry.to }));
    const found = this.find(text).flatMap((one) => {
      const kept = keep(one);
      return kept ? [{ ...kept, text: undefined as string | undefined }] : [];
    });
    const all = [...places, ...found].sort((a, b) => a.from - b.from || b.to - a.to);
    const joined: { from: number; to: number; kind: Kind; text: string | undefined }[] = [];
    for (const one of all) {
      const last = joined.at(-1);
      if (!last || one.from >= last.to) joined.push({ ...one });
      else if (one.to > last.to) Object.assign(last, { to: one.to, text: undefined });
    }
    return joined.map(({ from, to, kind, text: given }) => {
      const secret = text.slice(from, to);
      if (given === undefined) this.spread(secret, kind);
      return { from, to, kind, text: given ?? this.filler(secret) };
    });
  }

  /** Makes a secret known if it is long or unusual enough not to be an ordinary word. */
  private spread(secret: string, kind: Kind): void {
    if (!SPREADING.includes(kind) || isFilled(secret) || secret.length > LONGEST_KNOWN) return;
    const isOdd = /[\d\W_]/.test(secret) || (/[a-z]/.test(secret) && /[A-Z]/.test(secret.slice(1)));
    if (NAMES.includes(kind) ? secret.length < 4 : secret.length < (isOdd ? 8 : 12)) return;
    const isWord = secret.length < 16;
    for (const form of formsOf(secret)) this.known.add({ text: form, to: this.filler(form), kind, isWord });
  }

  private count(kind: Kind): void {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
  }

  private filler(secret: string): string {
    if (isFilled(secret)) return secret;
    const known = this.fillers.get(secret);
    if (known !== undefined) return known;
    const number = String(this.fillers.size + 1);
    const signs = secret.replace(/\s/g, '').length;
    const filler = `${'x'.repeat(Math.max(1, signs - number.length))}${number}`.slice(0, signs);
    // Line breaks and blanks of a long secret stay.
    let next = 0;
    const laid = secret.replace(/\S/g, () => filler[next++] ?? 'x');
    this.fillers.set(secret, laid);
    return laid;
  }
}

/** The forms of a secret in JSON and in an address. */
function formsOf(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  let inUrl = secret;
  try {
    inUrl = encodeURIComponent(secret);
  } catch {
    // A lone surrogate has no form in an address.
  }
  return [...new Set([secret, inJson, inUrl])];
}

function isFilled(text: string): boolean {
  return /^[x\s]*x\d*$/.test(text) || /^x[x\s\d]*$/.test(text);
}

/** A find up to its real end: beyond its first row only if it continues in the next one. */
function inItsRows(find: Find, view: ScreenView): Find | undefined {
  const to = endOf(find, view);
  const { from, kind } = find;
  // Its name only seems to continue from the preceding row; it is checked again as a separate row.
  const joint = view.joints[jointAfter(view, from - 1)];
  const isOfOneRow = view.joints.length > 0 && !(joint !== undefined && joint.at < find.to);
  if (kind === 'random' && isOfOneRow) return undefined;
  // A string that looked unusual only together with the next row.
  const isCut = to < find.to;
  // Cut back to its row it may be the name of a type.
  if (isCut && kind === 'credential' && isNoValue(view.text.slice(from, to).replace(/[,.;:]$/, ''))) return undefined;
  return kind === 'random' && isCut ? undefined : { ...find, to };
}

function endOf({ from, to, kind }: Find, view: ScreenView): number {
  const { text, joints } = view;
  for (let n = jointAfter(view, from); n < joints.length; n++) {
    const { at = to, isFull, isAtEdge } = joints[n] ?? {};
    if (at >= to) break;
    const isEnd = kind === 'random' ? !isAtEdge : !isFull && !isRest(text, at, to);
    if (isEnd) return at;
  }
  return to;
}

/** Whether the next row continues with more than a word. */
function isRest(text: string, at: number, to: number): boolean {
  return text[at - 1] === ' ' || /\d|[a-z][A-Z]|^\S{12}/.test(text.slice(at, to));
}

/** The index of the first joint after a position. */
function jointAfter({ joints }: ScreenView, place: number): number {
  let [low, high] = [0, joints.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((joints[middle]?.at ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

function ownView(plain: string): ScreenView {
  return { text: plain, places: Array.from({ length: plain.length }, (_, at) => at), joints: [] };
}
