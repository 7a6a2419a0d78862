import { drawQuestions, needForm } from './questions.js';
import { ago, nameOf } from './words.js';

const element = (id) => document.getElementById(id);
const isGate = ({ status }) => status === 'blocked' || status === 'plan_ready';

/** Shows one session; `act(operation, input)` is called for an option that was chosen. */
export function drawDetail({ session, cwd, state, since }, act) {
  element('name').textContent = session;
  element('state').textContent = nameOf(state);
  element('state').className = `badge ${state.status}`;
  element('since').dataset.since = since;
  element('since').textContent = ago(since, Date.now());
  element('cwd').textContent = cwd;
  drawGate(session, state, act);
  drawText(state);
  const gate = isGate(state);
  const form = needForm(state.questions);
  const shut = state.status === 'dead' || takesNoText(state);
  element('approve').hidden = !gate;
  element('deny').hidden = !gate;
  element('interrupt').hidden = state.status !== 'working';
  element('send').hidden = gate || shut;
  element('message').disabled = shut;
  element('message').hidden = form;
  element('write-label').hidden = form;
  element('send').textContent = state.status === 'awaiting_answer' ? 'Answer' : 'Send';
  element('write-label').textContent = gate
    ? 'What to do instead, if you deny'
    : state.status === 'awaiting_answer'
      ? 'Your answer'
      : 'Prompt';
  element('terminal').setAttribute('aria-label', `Screen of ${session}`);
}

/** The gate or question on screen, and its options as buttons. */
function drawGate(session, state, act) {
  const { question, prompt, plan, options = [] } = state;
  const asks = state.asks ?? question ?? (state.status === 'plan_ready' ? 'A plan waits for leave.' : undefined);
  const form = needForm(state.questions);
  element('gate').hidden = asks === undefined;
  element('question').textContent = form ? '' : (asks ?? '');
  const body = plan ?? (prompt ? before(prompt, question) : state.asks ? before(question, asks) : undefined);
  element('prompt').hidden = !body;
  element('prompt').textContent = body ?? '';
  drawQuestions(
    element('questions'),
    JSON.stringify([session, state.gate_id, form && state.questions]),
    form ? state.questions : [],
  );
  const list = element('options');
  // The same options keep their buttons, and so the focus.
  const labels = form ? [] : (state.questions?.[0].options ?? options);
  const key = JSON.stringify([session, state.gate_id, labels]);
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  list.replaceChildren(...labels.map((label, n) => optionButton(label, () => choose(session, state, n, act))));
}

/** What is said before the question at its end. */
function before(text, question) {
  return (question && text.endsWith(question) ? text.slice(0, -question.length) : text).trim();
}

function optionButton(label, onClick) {
  const row = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = label;
  button.addEventListener('click', onClick);
  row.append(button);
  return row;
}

/** A menu of the question tool that is none of its questions, such as the review of the answers: only its rows can be chosen. */
function takesNoText({ status, options, questions }) {
  return status === 'awaiting_answer' && options !== undefined && questions === undefined;
}

/** An option of the gate that was seen: another one in its place is not answered. */
function choose(session, state, n, act) {
  if (state.questions)
    return act('answer', { session, answers: [state.questions[0].options[n]], expect: state.gate_id });
  return act('approve', { session, option: n + 1, expect: state.gate_id });
}

function drawText({ status, text, error, reason, retry, tools }) {
  const said = error ?? text ?? reason ?? retry ?? (tools?.length ? `runs ${tools.join(', ')}` : '');
  element('text').hidden = status === 'awaiting_answer' || said === '';
  element('text').classList.toggle('wrong', error !== undefined);
  element('text').textContent = said;
}
