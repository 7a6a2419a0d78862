#!/usr/bin/env node
// The program `cms`: csd with this word in front. What csd starts later is csd itself.
process.argv[1] = require.resolve('./bin.cjs');
process.argv.splice(2, 0, 'cms');
require('./bin.cjs');
