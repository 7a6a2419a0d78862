#!/usr/bin/env node
// Two files hold what is called over and over, each with the code that V8 made of it when it was built and rehearsed: to
// compile it anew takes longer than Node takes to start. V8 refuses the code of another release. The one answers the looks
// of a loop, all by itself; the other has the parts of the program that the usual commands load.
const { readFileSync } = require('node:fs');
const { Script } = require('node:vm');

const LOOKS = ['state', 'ps'];
const lib = `${__dirname}/lib/`;
const scripts = new Map();
const modules = new Map();
let usual;

function load(name) {
  const known = modules.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  modules.set(name, module);
  usual ??= run('USUAL');
  (usual[name] ?? run(name))(module.exports, requirePart, module);
  return module.exports;
}

function requirePart(name) {
  return name.startsWith('./') ? load(name.slice(2)) : require(name);
}

function run(name) {
  const filename = lib + name;
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: readCode(filename) });
  scripts.set(filename, script);
  return script.runInThisContext();
}

function readCode(filename) {
  try {
    return readFileSync(`${filename}.code`);
  } catch {
    return undefined;
  }
}

async function answer(argv) {
  if (!LOOKS.includes(argv[0])) return false;
  const module = { exports: {} };
  run('DIRECT')(module.exports, require, module);
  return module.exports.answerDirectly(argv);
}

module.exports = { scripts, modules };
answer(process.argv.slice(2)).then((answered) => (answered ? process.exit() : load('PROGRAM')));
