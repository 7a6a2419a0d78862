// Two files contain what is called repeatedly, each with the code that V8 made of it during the build and its
// rehearsal, because compiling it again takes as long as Node takes to start. One serves the looks of a polling loop by
// itself; the other has the parts of the program that the usual commands load. A Node with another V8 caches its own
// code next to them.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { Script } = require('node:vm');

const { CSD_EXTRA_CA_CERTS: certificates } = process.env;
if (certificates !== undefined) {
  process.env.NODE_EXTRA_CA_CERTS = certificates;
  delete process.env.CSD_EXTRA_CA_CERTS;
}

const LOOKS = ['state', 'ps', 'tmux-status', 'call'];
const KEPT = ['DIRECT', 'USUAL'];
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
  const code = KEPT.includes(name) ? `${filename}.${process.versions.v8}-${process.arch}.code` : undefined;
  const cachedData = code && readCode(code);
  // By its name only: the cached code contains it, and would show where the program was built.
  const script = new Script(readFileSync(filename, 'latin1'), { filename: name, cachedData });
  if (code && !cachedData) process.once('exit', () => keepCode(script, code));
  scripts.set(code, script);
  return script.runInThisContext();
}

function readCode(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Stores it completely or not at all; a folder that is not ours to write stays unchanged. */
function keepCode(script, file) {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, script.createCachedData(), { flag: 'wx' });
    renameSync(draft, file);
  } catch {}
}

async function answer(argv) {
  if (!LOOKS.includes(argv[0])) return false;
  const module = { exports: {} };
  run('DIRECT')(module.exports, require, module);
  return module.exports.answerDirectly(argv);
}

function hold(startFile) {
  const module = { exports: {} };
  run('HOLDER')(module.exports, require, module);
  return module.exports.holdAgent(startFile);
}

/** The program that an agent asks before each tool is separate, too. */
function guard(policy) {
  const module = { exports: {} };
  run('GUARD')(module.exports, require, module);
  process.exit(module.exports.runGuard(policy));
}

module.exports = { scripts, modules };
if (process.argv[2] === '--guard') guard(process.argv[3]);
else if (process.argv[2] === 'stream-host') hold(process.argv[3]);
else answer(process.argv.slice(2)).then((answered) => (answered ? process.exit() : load('PROGRAM')));
