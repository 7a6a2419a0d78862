import { existsSync } from 'node:fs';

/** Where Debian puts it. The shell without windows needs a third less of the processor. */
const PLACES = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/** The Chromium that draws the page of `csd serve --ui`: the one that `CHROMIUM` names, or one of Debian's. */
export const CHROMIUM = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path)) ?? '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM);
