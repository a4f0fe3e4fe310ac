import { asMap, child, scalarText, type YamlMap } from './yaml-tree.ts';

/** `query-comment` of `dbt_project.yml`. */
export interface QueryComment {
  /** Jinja of the comment; empty for none, undefined where the project leaves it to the engine. */
  readonly text: string | undefined;
  /** Whether it stands after the statement. */
  readonly append: boolean;
  /** Where the key's value stands in the file. */
  readonly at: number;
}

/** A text alone, or a mapping with `comment` and `append`; a key without a value asks for no comment. */
export function queryCommentOf(root: YamlMap): QueryComment {
  const value = child(root, 'query-comment');
  if (value === undefined) return { text: undefined, append: false, at: 0 };
  const { at } = value;
  if (value.type !== 'map') return { text: scalarText(value) ?? '', append: false, at };
  if (asMap(value).entries.size === 0) return { text: '', append: false, at };
  const append = child(value, 'append');
  const comment = child(value, 'comment');
  const text = comment === undefined ? undefined : (scalarText(comment) ?? '');
  return { text, append: append?.type === 'scalar' && append.value === true, at };
}
