import { existsSync } from 'node:fs';

/** Where Debian installs it. The headless shell needs a third less CPU. */
const PLACES = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/** The Chromium that opens the page of `csd serve --ui`: the one that `CHROMIUM` names, or one of Debian's. */
export const CHROMIUM = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path)) ?? '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM);
