#!/usr/bin/env node
// Loads the program and its parts as `require` would, but with the code that V8 made of them when they were built and
// rehearsed: to compile anew what `state` needs takes 10 ms, a fifth of its time. V8 refuses the code of another release.
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { Script } = require('node:vm');

/** Each part that was loaded, by its file. */
const parts = new Map();

function load(file) {
  const known = parts.get(file);
  if (known) return known.module.exports;
  const source = `(function (exports, require, module) {${readFileSync(file, 'latin1')}\n})`;
  const script = new Script(source, { filename: file, cachedData: codeOf(file) });
  const module = { exports: {} };
  parts.set(file, { script, module });
  const folder = path.dirname(file);
  const requirePart = (name) => (name.startsWith('.') ? load(path.join(folder, name)) : require(name));
  script.runInThisContext()(module.exports, requirePart, module);
  return module.exports;
}

function codeOf(file) {
  try {
    return readFileSync(`${file}.code`);
  } catch {
    return undefined;
  }
}

load(path.join(__dirname, 'PROGRAM'));
module.exports = parts;
