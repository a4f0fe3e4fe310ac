'use client';
import { ChevronDown, ChevronRight, Table2 } from 'lucide-react';
import { useState } from 'react';
import { shortType } from '#components/results/short-type.ts';
import { KindIcon } from '#components/ui/index.ts';
import type { CatalogRelation } from '#lib/contracts/api.ts';
import styles from './explorer.module.css';
import { Guides } from './tree-row.tsx';

/** The data database as this person sees it: schemas, relations, columns. */
export function DatabaseTree({
  relations,
  own,
}: {
  readonly relations: readonly CatalogRelation[];
  readonly own: string;
}) {
  const schemas = [...new Set(relations.map(({ schema }) => schema))].sort((a, b) =>
    a === own ? -1 : b === own ? 1 : a.localeCompare(b),
  );
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(schemas.length === 1 ? schemas : []));
  const toggle = (key: string) =>
    setOpen((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  if (relations.length === 0) {
    return (
      <p className={styles.note}>
        No relations are visible to your role. Load a CSV as a seed, or ask the owner of the data for rights.
      </p>
    );
  }
  return schemas.map((schema) => (
    <div key={schema}>
      <Line
        depth={0}
        open={open.has(schema)}
        label={schema}
        onToggle={() => toggle(schema)}
        icon={<Table2 size={14} strokeWidth={1.6} />}
      />
      {open.has(schema) &&
        relations
          .filter((relation) => relation.schema === schema)
          .map((relation) => (
            <RelationLines
              key={relation.name}
              relation={relation}
              open={open.has(`${schema}.${relation.name}`)}
              onToggle={() => toggle(`${schema}.${relation.name}`)}
            />
          ))}
    </div>
  ));
}

function RelationLines({
  relation,
  open,
  onToggle,
}: {
  readonly relation: CatalogRelation;
  readonly open: boolean;
  readonly onToggle: () => void;
}) {
  const rows = relation.estimatedRows;
  return (
    <>
      <Line
        depth={1}
        open={open}
        label={relation.name}
        end={rows !== undefined && rows >= 0 ? rows.toLocaleString('en-US') : relation.kind === 'view' ? 'view' : ''}
        title={relation.comment}
        onToggle={onToggle}
        icon={<KindIcon kind={relation.kind === 'view' ? 'model' : 'source'} />}
      />
      {open &&
        relation.columns.map(({ name, type, nullable }) => (
          <div key={name} className={styles.row} style={{ paddingLeft: 50 }} title={nullable ? undefined : 'not null'}>
            <Guides depth={2} />
            <span className={styles.name}>{name}</span>
            <span className={styles.type}>{shortType(type)}</span>
          </div>
        ))}
    </>
  );
}

function Line({
  depth,
  open,
  label,
  end,
  icon,
  title,
  onToggle,
}: {
  readonly depth: number;
  readonly open: boolean;
  readonly label: string;
  readonly end?: string;
  readonly icon: React.ReactNode;
  readonly title?: string;
  readonly onToggle: () => void;
}) {
  const Twist = open ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      className={styles.row}
      style={{ paddingLeft: 8 + depth * 12 }}
      aria-expanded={open}
      title={title}
      onClick={onToggle}
    >
      <Guides depth={depth} />
      <span className={styles.twist}>
        <Twist size={12} strokeWidth={1.6} aria-hidden="true" />
      </span>
      <span className={styles.icon}>{icon}</span>
      <span className={styles.name}>{label}</span>
      <span className={styles.type}>{end}</span>
    </button>
  );
}
