import { call, listen, Refusal, redeemCode, token } from './api.js';
import { drawDetail } from './detail.js';
import { onKeys } from './keys.js';
import { drawList, drawTimes } from './list.js';
import { needForm, readAnswers } from './questions.js';
import { drawScreen } from './terminal.js';

/** How often the screen of the chosen session is looked at while a turn is in flight, ms. */
const LOOK_MS = 2000;
/** A screen can be drawn a moment after the event that told of it: it is looked at once more, ms. */
const SETTLED_MS = 1000;

const element = (id) => document.getElementById(id);
const sessions = new Map();
let chosen;

function take(event) {
  if (event.type === 'snapshot') {
    sessions.clear();
    for (const seen of event.sessions) sessions.set(seen.session, seen);
  } else if (event.type === 'appeared' || event.type === 'changed') sessions.set(event.session, event);
  else if (event.type === 'gone') sessions.delete(event.session);
  else return;
  draw();
  if (event.session === undefined || event.session === chosen) lookTwice();
}

function draw() {
  const all = [...sessions.values()];
  drawList(element('list'), all, chosen, choose);
  element('none').hidden = all.length > 0;
  const waiting = all.filter(({ state }) => ['blocked', 'plan_ready', 'awaiting_answer'].includes(state.status)).length;
  const summary = `${all.length} session${all.length === 1 ? '' : 's'}${waiting > 0 ? `, ${waiting} waiting for you` : ''}`;
  // What has not changed is not to be read out again.
  if (element('summary').textContent !== summary) element('summary').textContent = summary;
  document.title = waiting > 0 ? `(${waiting}) csd` : 'csd';
  const seen = sessions.get(chosen);
  if (!seen && chosen !== undefined) return leave();
  element('detail').hidden = !seen;
  element('pick').hidden = seen !== undefined;
  if (seen) drawDetail(seen, act);
}

function choose(session) {
  if (session !== chosen) {
    element('message').value = '';
    element('terminal').replaceChildren();
    say('');
  }
  chosen = session;
  element('board').classList.add('open');
  draw();
  look();
  if (getComputedStyle(element('back')).display !== 'none') element('name').focus();
}

function leave() {
  const row = element('list').querySelector('[aria-current="true"]') ?? element('list').querySelector('button');
  chosen = undefined;
  element('board').classList.remove('open');
  draw();
  row?.focus();
}

/** Calls an operation. `message` is what it takes from the field, which then holds only what was typed since. */
async function act(operation, input, message) {
  say('…');
  try {
    await call(operation, input);
    say('done');
    if (element('message').value === message) element('message').value = '';
  } catch (error) {
    say(error.message, true);
  }
  lookTwice();
}

function say(text, wrong = false) {
  element('result').textContent = text;
  element('result').classList.toggle('wrong', wrong);
}

function send() {
  const { status, questions, gate_id } = sessions.get(chosen)?.state ?? {};
  if (needForm(questions)) return answerAll(questions, gate_id);
  const text = element('message').value;
  if (text.trim() === '') return element('message').focus();
  if (status === 'awaiting_answer') return act('answer', { session: chosen, answers: [text], expect: gate_id }, text);
  return act('send', { session: chosen, prompt: text }, text);
}

function answerAll(questions, expect) {
  const answers = readAnswers(element('questions'));
  const missing = answers.indexOf('');
  if (missing === -1) return act('answer', { session: chosen, answers, expect });
  say(`No answer yet: ${questions[missing].question}`, true);
  element('questions').children[missing].querySelector('input').focus();
}

const approve = () => act('approve', { session: chosen, expect: sessions.get(chosen)?.state.gate_id });
const interrupt = () => act('interrupt', { session: chosen });
function deny() {
  const text = element('message').value;
  const message = text.trim();
  const expect = sessions.get(chosen)?.state.gate_id;
  return act('deny', { session: chosen, expect, ...(message && { message }) }, text);
}

let later;
function lookTwice() {
  look();
  clearTimeout(later);
  later = setTimeout(look, SETTLED_MS);
}

let looking = false;
async function look() {
  if (looking || chosen === undefined || document.hidden) return;
  looking = true;
  const session = chosen;
  try {
    const view = await call('screen', { session });
    if (session === chosen) drawScreen(element('terminal'), view);
  } catch (error) {
    if (session === chosen && error instanceof Refusal) element('terminal').textContent = error.message;
  }
  looking = false;
  if (session !== chosen) look();
}

function link(state, text) {
  element('link').className = `link ${state}`;
  if (element('link').textContent !== text) element('link').textContent = text;
  element('lost').hidden = state !== 'lost';
  element('lost').textContent =
    state === 'lost' ? 'The connection is lost. What you see may be old; trying again.' : '';
}

function signIn() {
  token.drop();
  link('', 'signed out');
  element('board').hidden = true;
  element('sign-in').hidden = false;
  element('token').focus();
}

function open() {
  if (!token.get()) return signIn();
  element('sign-in').hidden = true;
  element('board').hidden = false;
  return listen({ event: take, up: () => link('live', 'live'), down: () => link('lost', 'lost'), refused: signIn });
}

element('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  token.set(element('token').value.trim());
  element('token').value = '';
  open();
});
element('write').addEventListener('submit', (event) => {
  event.preventDefault();
  if (!element('send').hidden) send();
});
element('back').addEventListener('click', leave);
for (const [id, press] of Object.entries({ approve, deny, interrupt })) element(id).addEventListener('click', press);
onKeys({ choose, leave, chosen: () => chosen });
document.addEventListener('visibilitychange', look);
setInterval(() => drawTimes(document, Date.now()), 1000);
setInterval(() => {
  if (sessions.get(chosen)?.state.status === 'working') look();
}, LOOK_MS);

await redeemCode();
open();
