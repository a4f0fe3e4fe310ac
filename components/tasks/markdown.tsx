'use client';
import type { ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';

/** Pictures would tell a foreign server who reads; a link says where it goes and gives nothing away. */
const parts: Components = {
  img: ({ alt }) => <>{alt}</>,
  a: ({ href, children }) =>
    // What leads nowhere it may, `javascript:…`, has lost its address: it is text.
    href ? (
      <a href={href} target="_blank" rel="noreferrer noopener nofollow">
        {children}
      </a>
    ) : (
      <>{children}</>
    ),
};

/** Markdown as people write it in comments. HTML in it is shown as what it is: text. */
export function Markdown({ text, names }: { readonly text: string; readonly names: readonly string[] }) {
  const marked = (children: ReactNode): ReactNode =>
    Array.isArray(children) ? children.map((each) => mark(each, names)) : mark(children, names);
  return (
    <ReactMarkdown
      components={{
        ...parts,
        p: ({ children }) => <p>{marked(children)}</p>,
        li: ({ children }) => <li>{marked(children)}</li>,
      }}
    >
      {text}
    </ReactMarkdown>
  );
}

/** People who are mentioned stand out of the text. */
function mark(child: ReactNode, names: readonly string[]): ReactNode {
  if (typeof child !== 'string' || names.length === 0) return child;
  const pattern = new RegExp(`(@(?:${names.map(literal).join('|')}))`, 'iu');
  return child.split(pattern).map((part, at) =>
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in their order
      <span key={at} data-mention="">
        {part}
      </span>
    ) : (
      part
    ),
  );
}

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
