import { CsdError } from '../../../../contract/errors.ts';
import type { Sidecar } from '../../../../contract/session.ts';
import type { Menu } from '../../../../detect/screen/menus/menu-types.ts';
import { lookAt } from '../../../observe/look-at.ts';
import { backendOf } from '../../../session/backend-of.ts';
import type { Context } from '../../../session/context.ts';
import { pollUntil } from '../../../session/poll-until.ts';
import { requireScreen } from '../../preconditions.ts';
import { POLL_MS } from '../dialog-keys.ts';
import { QuestionPage } from '../question-page.ts';

/** How long the next page may take to be drawn, in ms. */
const PAGE_MS = 3000;

/**
 * Answers the fields of an MCP server's form that has a page for each, from the open page on: one answer, or one for
 * each field that follows. No file has the fields, so those of later pages are not known before. Throws without a key
 * `bad_input` for another number of answers and `no_such_option` for an unclear one; `gate_changed` if a later page is
 * another one.
 */
export async function answerFields(
  ctx: Context,
  sidecar: Sidecar,
  first: Menu,
  answers: string[],
): Promise<{ question: string; chosen: string[] }[]> {
  const { fieldHeader } = backendOf(ctx, sidecar).gates;
  const placeOf = ({ title }: Menu) => (fieldHeader?.exec(title) ?? []).slice(1).map(Number);
  const [at = 1, of = 1] = placeOf(first);
  const left = of - at + 1;
  if (answers.length !== 1 && answers.length !== left) {
    const message = `${sidecar.name} asks for ${left} field(s) from the open page on, but ${answers.length} answer(s) were given: no key was pressed`;
    throw new CsdError('bad_input', message, { questions: left });
  }
  const pageOf = async (field: number): Promise<Menu> => {
    const page = await pollUntil(ctx, { withinMs: PAGE_MS, everyMs: POLL_MS }, async () => {
      const { menu } = requireScreen(await lookAt(ctx, sidecar));
      return menu && placeOf(menu)[0] === field ? menu : undefined;
    });
    if (page) return page;
    const message = `field ${field} of ${sidecar.name} did not appear: the fields before it were answered`;
    throw new CsdError('gate_changed', message, { answered: field - at });
  };
  const done: { question: string; chosen: string[] }[] = [];
  for (const [n, text] of answers.entries()) {
    const page = n === 0 ? first : await pageOf(at + n);
    const chosen = await new QuestionPage(ctx, sidecar, page).answer(text, false);
    done.push({ question: labelOf(page), chosen });
  }
  return done;
}

/** The field's title: the first row of the last paragraph, above which is the message of the server. */
function labelOf({ body, options }: Menu): string {
  const paragraphs = body.split('\n\n');
  // The row of a text is a paragraph too.
  const told = options.every(({ key }) => key) ? paragraphs.slice(0, -1) : paragraphs;
  return told.at(-1)?.split('\n')[0] ?? '';
}
