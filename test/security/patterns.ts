import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync } from 'esbuild';
import { parseAst } from 'vite';
import { vi } from 'vitest';

const SRC = path.resolve(import.meta.dirname, '../../src');

/** A regular expression of the source and its file. */
export interface Pattern {
  file: string;
  source: string;
  flags: string;
}

/** Not loaded: a program would start, and the page's script needs a browser. None of it calls `RegExp`. */
export const NOT_LOADED = /^(?:entry|faces\/(?:ui|http))\//;

interface Node {
  type?: string;
  regex?: { pattern: string; flags: string };
  callee?: { type?: string; name?: string };
  arguments?: Node[];
  start?: number;
  end?: number;
}

/** Every literal of `src`, and the calls of `RegExp` as written there. */
export function readPatterns(): { literals: Pattern[]; calls: { file: string; code: string }[] } {
  const literals: Pattern[] = [];
  const calls: { file: string; code: string }[] = [];
  for (const file of sourceFiles()) {
    const loader = file.endsWith('.ts') ? 'ts' : 'js';
    const { code } = transformSync(readFileSync(path.join(SRC, file), 'utf8'), { loader });
    walk(parseAst(code), (node) => {
      if (node.type === 'Literal' && node.regex) {
        literals.push({ file, source: node.regex.pattern, flags: node.regex.flags });
      }
      const isCall = node.type === 'NewExpression' || node.type === 'CallExpression';
      if (isCall && node.callee?.name === 'RegExp') calls.push({ file, code: code.slice(node.start, node.end) });
    });
  }
  return { literals, calls };
}

/** The patterns that are built while these files of the source, or all of them, are loaded. */
export async function loadPatterns(files = sourceFiles()): Promise<Pattern[]> {
  // Files that another test has already loaded would build none again.
  vi.resetModules();
  const made: Pattern[] = [];
  const real = globalThis.RegExp;
  /** The file that called `RegExp`; `undefined` if it is another package's, which a file of the source may have loaded. */
  const callerOf = (stack = '') => /[/\\]src[/\\]([\w/\\.-]+\.ts)/.exec(stack.split('\n')[3] ?? '')?.[1];
  const note = (pattern: RegExp): RegExp => {
    const file = callerOf(new Error().stack);
    if (file !== undefined) made.push({ file, source: pattern.source, flags: pattern.flags });
    return pattern;
  };
  globalThis.RegExp = new Proxy(real, {
    construct: (target, args) => note(Reflect.construct(target, args) as RegExp),
    apply: (target, self, args) => note(Reflect.apply(target, self, args) as RegExp),
  });
  try {
    for (const file of files) {
      if (NOT_LOADED.test(file) || !file.endsWith('.ts')) continue;
      await import(path.join(SRC, file));
    }
  } finally {
    globalThis.RegExp = real;
  }
  return made;
}

/**
 * The pattern with small numbers in its repetitions: the growth of its work does not depend on them, but the checker's
 * own work does. A limit stays a limit.
 */
export function shorten(source: string): string {
  return source.replace(/\\.|\[(?:[^\]\\]|\\.)*\]|\{(\d+)(,?)(\d*)\}/g, (all, from?: string, comma = '', to = '') => {
    if (from === undefined) return all;
    return `{${Math.min(Number(from), 3)}${comma}${to === '' ? '' : Math.min(Number(to), 5)}}`;
  });
}

/**
 * The alternatives of a pattern: each is tried at one position of a text, so all together are as slow as the slowest.
 * If it has only one, those of its longest group without a repetition, each between what stands before and behind it.
 */
export function alternativesOf(source: string): string[] {
  const whole = splitAt(source);
  if (whole.length > 1) return whole;
  const { from, to } = longestGroup(source);
  const inside = splitAt(source.slice(from, to));
  return inside.length === 1 ? whole : inside.map((one) => `${source.slice(0, from)}${one}${source.slice(to)}`);
}

const TOKENS = /\\.|\[(?:[^\]\\]|\\.)*\]|[\s\S]/g;

function splitAt(source: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const [token] of source.matchAll(TOKENS)) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts;
}

/** What the longest `(?:…)` contains that is in no other group and not repeated. */
function longestGroup(source: string): { from: number; to: number } {
  let longest = { from: 0, to: 0 };
  let depth = 0;
  let from = 0;
  for (const { 0: token, index: at } of source.matchAll(TOKENS)) {
    if (token === '(' && depth++ === 0) from = at + 3;
    if (token === ')' && --depth === 0) {
      const isPlain = source.startsWith('(?:', from - 3) && !/[*+?{]/.test(source[at + 1] ?? '');
      if (isPlain && at - from > longest.to - longest.from) longest = { from, to: at };
    }
  }
  return longest;
}

/** The key under which a verdict on a pattern is stored. */
export function keyOf({ source, flags }: Pick<Pattern, 'source' | 'flags'>): string {
  return createHash('sha256').update(`${source}\n${flags}`).digest('hex').slice(0, 16);
}

/** True if a look-behind contains an unlimited repetition: it is tried at every position, back to where it fails. */
export function looksBackWithoutBound(source: string): boolean {
  for (let at = source.indexOf('(?<'); at !== -1; at = source.indexOf('(?<', at + 1)) {
    if (source[at + 3] !== '=' && source[at + 3] !== '!') continue;
    const inside = source.slice(at, endOfGroup(source, at));
    if (/(?:[^\\]|\\\\)[*+]|\{\d+,\}/.test(inside.replace(/\[(?:[^\]\\]|\\.)*\]/g, 'c').replace(/\\./g, 'e')))
      return true;
  }
  return false;
}

function endOfGroup(source: string, from: number): number {
  let depth = 0;
  let inClass = false;
  for (let at = from; at < source.length; at++) {
    const char = source[at];
    if (char === '\\') at++;
    else if (inClass) inClass = char !== ']';
    else if (char === '[') inClass = true;
    else if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return at;
  }
  return source.length;
}

function sourceFiles(): string[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => /\.(?:ts|js)$/.test(file) && !file.endsWith('.d.ts')).sort();
}

function walk(node: unknown, visit: (node: Node) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const one of node) walk(one, visit);
    return;
  }
  visit(node as Node);
  for (const value of Object.values(node)) walk(value, visit);
}
