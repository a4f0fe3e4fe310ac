'use client';
import { ArrowUpRight, Lock } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { Chip } from '#components/ui/index.ts';
import type { Literal } from './literal.ts';
import styles from './recipe.module.css';
import type { Recipe } from './recipe.ts';
import { type Field, fieldText, isExpression, parseTyped, recipeGroups } from './schema.ts';

export interface RecipeColumnProps {
  readonly fileName: string;
  readonly fileHref: string;
  readonly recipe: Recipe;
  /** Columns of the training set, for fields that name one. */
  readonly columns: readonly { readonly name: string; readonly type?: string }[];
  readonly rowsFrom: readonly string[];
  /** Number of the version a training runs on: the recipe is locked. */
  readonly lockedAt: number | undefined;
  readonly mayEdit: boolean;
  readonly onEdit: (path: readonly string[], value: Literal | undefined) => void;
}

/** What the node's `config(...)` says, as a form: an edit writes the text, the text is the truth. */
export function RecipeColumn(props: RecipeColumnProps) {
  const { recipe, lockedAt, mayEdit, columns } = props;
  const list = useId();
  return (
    <aside className={styles.column} aria-label="Recipe">
      <header className={styles.head}>
        <h2>Recipe</h2>
        {lockedAt !== undefined && (
          <Chip>
            <Lock size={11} aria-hidden="true" />
            version {lockedAt}
          </Chip>
        )}
        <a href={props.fileHref}>
          {props.fileName}
          <ArrowUpRight size={12} aria-hidden="true" />
        </a>
      </header>
      <datalist id={list}>
        {columns.map(({ name, type }) => (
          <option key={name} value={name} label={type} />
        ))}
      </datalist>
      <div className={styles.groups}>
        {recipe.size === 0 && (
          <p className={styles.none}>
            This text has no <code>config(...)</code> that can be read. Write{' '}
            <code>{"{{ config(materialized='model', target='…') }}"}</code> at its head.
          </p>
        )}
        {recipe.size > 0 &&
          recipeGroups(recipe).map((group) => (
            <section key={group.title} className={styles.group}>
              <h3>{group.title}</h3>
              {group.fields.map((field) => (
                <Row
                  key={field.path.join('.')}
                  field={field}
                  value={fieldText(recipe, field.path)}
                  type={
                    field.label === 'Target'
                      ? columns.find(({ name }) => name === fieldText(recipe, field.path))?.type
                      : undefined
                  }
                  list={list}
                  locked={!mayEdit || lockedAt !== undefined || isExpression(recipe, field.path)}
                  onEdit={(value) => props.onEdit(field.path, value)}
                />
              ))}
              {group.title === 'Learn' && props.rowsFrom.length > 0 && (
                <div className={styles.row}>
                  <span className={styles.label}>Rows from</span>
                  <span className={styles.fixed}>{props.rowsFrom.join(', ')}</span>
                </div>
              )}
            </section>
          ))}
      </div>
    </aside>
  );
}

function Row({
  field,
  value,
  type,
  list,
  locked,
  onEdit,
}: {
  readonly field: Field;
  readonly value: string | undefined;
  readonly type: string | undefined;
  readonly list: string;
  readonly locked: boolean;
  readonly onEdit: (value: Literal | undefined) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState(value ?? '');
  const [wrong, setWrong] = useState<string>();
  useEffect(() => setTyped(value ?? ''), [value]);
  const save = (text: string) => {
    if (text === (value ?? '')) return setWrong(undefined);
    const parsed = parseTyped(field.edit, text);
    setWrong('wrong' in parsed ? parsed.wrong : undefined);
    if ('value' in parsed) onEdit(parsed.value);
  };
  return (
    <div className={styles.row}>
      <label className={styles.label} htmlFor={id}>
        {field.label}
      </label>
      {locked ? (
        <output id={id} className={`${styles.fixed} ${value === undefined ? styles.absent : ''}`}>
          {value ?? field.absent}
          {type && <span className={styles.type}>{type}</span>}
        </output>
      ) : field.edit === 'choice' ? (
        <select id={id} className={styles.input} value={value ?? ''} onChange={(event) => save(event.target.value)}>
          <option value="">{field.absent}</option>
          {value !== undefined && !field.choices?.includes(value) && <option value={value}>{value}</option>}
          {field.choices?.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : (
        <span className={styles.typed}>
          <input
            id={id}
            className={styles.input}
            value={typed}
            placeholder={field.absent}
            list={field.edit === 'column' ? list : undefined}
            inputMode={field.edit === 'number' ? 'decimal' : undefined}
            aria-invalid={wrong !== undefined}
            aria-describedby={wrong ? `${id}-wrong` : undefined}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={() => save(typed)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey) save(typed);
              if (event.key === 'Escape') setTyped(value ?? '');
            }}
          />
          {type && <span className={styles.type}>{type}</span>}
        </span>
      )}
      {wrong && (
        <span id={`${id}-wrong`} className={styles.wrong}>
          {wrong}
        </span>
      )}
    </div>
  );
}
