import type { Token, Tokens } from 'marked';
import type { ComponentChild } from 'preact';
import { useMemo } from 'preact/hooks';
import { parseMarkdown } from './parse-markdown.ts';
import { claimsOtherHost, clipped, safeLink } from './safe-text.ts';
import { Scrolls } from './scrolls.tsx';

/**
 * Markdown as elements. Its text never becomes markup: each token of the parser becomes an element, and HTML in it is
 * shown as text. Images are not loaded; a link opens only web and mail addresses.
 */
export function Markdown({ text }: { text: string }) {
  return useMemo(() => {
    const shown = clipped(text);
    const tokens = parseMarkdown(shown);
    if (tokens === undefined) return <pre class="code">{shown}</pre>;
    return <div class="markdown">{blocks(tokens)}</div>;
  }, [text]);
}

function blocks(tokens: readonly Token[]): ComponentChild[] {
  return tokens.map((token, n) => <Block key={n} token={token as Tokens.Generic} />);
}

function Block({ token }: { token: Tokens.Generic }) {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'hr':
      return <hr />;
    case 'heading':
      // Headings of an agent's text are not headings of the page.
      return <p class={`heading h${token.depth}`}>{inline(token.tokens)}</p>;
    case 'paragraph':
      return <p>{inline(token.tokens)}</p>;
    case 'blockquote':
      return <blockquote>{blocks(token.tokens ?? [])}</blockquote>;
    case 'code':
      return <CodeBlock text={token.text} language={token.lang ?? ''} />;
    case 'list':
      return <List token={token as Tokens.List} />;
    case 'table':
      return <Table token={token as Tokens.Table} />;
    case 'text':
      return <p class="tight">{token.tokens ? inline(token.tokens) : plainText(token)}</p>;
    default:
      return <p class="source">{token.raw}</p>;
  }
}

/** Code as written. */
function CodeBlock({ text, language }: { text: string; language: string }) {
  const isDiff = /^(?:diff|patch)$/.test(language);
  return <pre class="code">{isDiff ? text.split('\n').map((line, n) => <PatchLine key={n} line={line} />) : text}</pre>;
}

/** A line of a patch, coloured by its first character. */
export function PatchLine({ line }: { line: string }) {
  const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : line.startsWith('@@') ? 'hunk' : '';
  return <span class={`line ${kind}`}>{`${line}\n`}</span>;
}

function List({ token }: { token: Tokens.List }) {
  const rows = token.items.map((item, n) => (
    <li key={n} class={item.task ? 'task' : ''}>
      {item.task && <span aria-hidden="true">{item.checked ? '☑ ' : '☐ '}</span>}
      {item.task && <span class="unseen">{item.checked ? 'done: ' : 'to do: '}</span>}
      {blocks(item.tokens.filter(({ type }) => type !== 'checkbox'))}
    </li>
  ));
  return token.ordered ? <ol start={Number(token.start) || 1}>{rows}</ol> : <ul>{rows}</ul>;
}

function Table({ token }: { token: Tokens.Table }) {
  return (
    <Scrolls class="wide" label="Table">
      <table>
        <thead>
          <tr>
            {token.header.map((cell, n) => (
              <th key={n} scope="col">
                {inline(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, n) => (
            <tr key={n}>
              {row.map((cell, at) => (
                <td key={at}>{inline(cell.tokens)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  );
}

function inline(tokens: readonly Token[] | undefined): ComponentChild[] {
  return (tokens ?? []).map((token, n) => <Inline key={n} token={token as Tokens.Generic} />);
}

function Inline({ token }: { token: Tokens.Generic }) {
  switch (token.type) {
    case 'strong':
      return <strong>{inline(token.tokens)}</strong>;
    case 'em':
      return <em>{inline(token.tokens)}</em>;
    case 'del':
      return <del>{inline(token.tokens)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'escape':
      return <>{token.text}</>;
    case 'link':
      return <Link token={token} />;
    case 'image':
      return <Link token={{ type: 'link', raw: token.raw, href: token.href, text: token.text || 'picture' }} />;
    case 'text':
      return <>{token.tokens ? inline(token.tokens) : plainText(token)}</>;
    default:
      return <>{token.raw}</>;
  }
}

function Link({ token }: { token: Tokens.Generic }) {
  const href = safeLink(String(token.href ?? ''));
  const text = token.tokens ? inline(token.tokens) : token.text;
  if (href === undefined) return <span class="source">{token.raw}</span>;
  return (
    <>
      <a href={href} target="_blank" rel="noopener noreferrer" title={href}>
        {text}
      </a>
      {claimsOtherHost(String(token.text ?? ''), href) && <span class="quiet"> ({new URL(href).host})</span>}
    </>
  );
}

/** The parser escapes HTML; this is the text as written. */
function plainText({ raw, text }: Tokens.Generic): string {
  return raw ?? text;
}
