/** Whether these cannot be answered by one button: there are several, or one takes several options. */
export const needForm = (questions) => questions !== undefined && (questions.length > 1 || questions[0].multiple);

/** Shows each question with its options; the same questions keep what was chosen, and the focus. */
export function drawQuestions(element, key, questions) {
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  element.replaceChildren(...questions.map(drawQuestion));
}

/** One answer to each question as `answer` takes them, `''` where there is none yet. */
export function readAnswers(element) {
  return [...element.children].map((field) => {
    const own = field.querySelector('[type="text"]')?.value.trim();
    return own || [...field.querySelectorAll(':checked')].map(({ value }) => value).join(',');
  });
}

function drawQuestion({ question, options, multiple }, n) {
  const field = document.createElement('fieldset');
  const legend = document.createElement('legend');
  legend.textContent = question;
  const boxes = options.map((label) => {
    const box = input({ type: multiple ? 'checkbox' : 'radio', name: `question-${n}`, value: label });
    return labelled(label, box);
  });
  field.append(legend, ...boxes);
  if (!multiple) field.append(ownAnswer(field));
  return field;
}

/** An answer in words takes the place of an option, and the other way round. */
function ownAnswer(field) {
  const own = input({ type: 'text', placeholder: 'Another answer', ariaLabel: 'Another answer', autocomplete: 'off' });
  field.addEventListener('input', ({ target }) => {
    if (target !== own) own.value = '';
    else if (own.value.trim() !== '') for (const box of field.querySelectorAll(':checked')) box.checked = false;
  });
  return own;
}

/** A part of the form below, so that Enter sends it. */
function input(properties) {
  const element = Object.assign(document.createElement('input'), properties);
  element.setAttribute('form', 'write');
  return element;
}

function labelled(text, box) {
  const label = document.createElement('label');
  label.append(box, text);
  return label;
}
