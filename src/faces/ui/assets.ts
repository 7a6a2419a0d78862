/// <reference path="./text.d.ts" />
import ansi from './ansi.js' with { type: 'text' };
import api from './api.js' with { type: 'text' };
import app from './app.js' with { type: 'text' };
import detail from './detail.js' with { type: 'text' };
import icon from './icon.svg' with { type: 'text' };
import index from './index.html' with { type: 'text' };
import keys from './keys.js' with { type: 'text' };
import list from './list.js' with { type: 'text' };
import questions from './questions.js' with { type: 'text' };
import style from './style.css' with { type: 'text' };
import terminal from './terminal.js' with { type: 'text' };
import words from './words.js' with { type: 'text' };

/** The files of the page by name, as they are served; the build carries them along as text. */
export const ASSETS: Readonly<Record<string, string>> = {
  'index.html': index,
  'style.css': style,
  'icon.svg': icon,
  'app.js': app,
  'api.js': api,
  'ansi.js': ansi,
  'detail.js': detail,
  'keys.js': keys,
  'list.js': list,
  'questions.js': questions,
  'terminal.js': terminal,
  'words.js': words,
};
