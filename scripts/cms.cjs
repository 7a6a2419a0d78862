#!/usr/bin/env node
// The program `cms`: csd with this word as its first argument. Programs that csd starts later are csd itself.
process.argv[1] = require.resolve('./bin.cjs');
process.argv.splice(2, 0, 'cms');
require('./bin.cjs');
