'use client';
import { Search } from 'lucide-react';
import { type RefObject, useId, useMemo, useState } from 'react';
import { Kbd, KindIcon, Segment, STATUS_NAMES, StateMark } from '#components/ui/index.ts';
import type { NodeStatus, ProjectGraph } from '#lib/contracts/graph.ts';
import { type Found, findNodes } from './find.ts';
import styles from './graph.module.css';

export type Part = 'whole' | 'neighbourhood' | 'changed';
export interface Reach {
  readonly up: number;
  readonly down: number;
}

/** Finds a node or a column by name; arrows choose, Enter goes there. */
export function FindBox({
  graph,
  input,
  onFound,
}: {
  readonly graph: ProjectGraph;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onFound: (id: string) => void;
}) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();
  const found = useMemo(() => findNodes(graph, typed), [graph, typed]);
  const choose = (hit: Found | undefined) => {
    if (!hit) return;
    onFound(hit.id);
    setTyped('');
    input.current?.blur();
  };
  return (
    <div className={`${styles.bar} ${styles.find}`}>
      <Search size={14} aria-hidden="true" />
      <input
        ref={input}
        value={typed}
        placeholder="Find a node or column"
        aria-label="Find a node or column"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={list}
        aria-activedescendant={found[at] ? `${list}-${at}` : undefined}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'ArrowDown') setAt((was) => Math.min(was + 1, found.length - 1));
          else if (event.key === 'ArrowUp') setAt((was) => Math.max(was - 1, 0));
          else if (event.key === 'Enter') choose(found[at]);
          else if (event.key === 'Escape') {
            setTyped('');
            input.current?.blur();
          } else return;
          event.preventDefault();
        }}
      />
      <Kbd>/</Kbd>
      {typed.trim() !== '' && <FoundList id={list} found={found} at={at} onChoose={choose} typed={typed} />}
    </div>
  );
}

function FoundList({
  id,
  found,
  at,
  typed,
  onChoose,
}: {
  readonly id: string;
  readonly found: readonly Found[];
  readonly at: number;
  readonly typed: string;
  readonly onChoose: (hit: Found) => void;
}) {
  if (found.length === 0)
    return <p className={`${styles.found} ${styles.foundNone}`}>Nothing is named “{typed.trim()}”.</p>;
  return (
    <div id={id} role="listbox" aria-label="Found" className={styles.found}>
      {found.map((hit, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the input holds the focus and takes the keys
        <div
          key={hit.id}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          className={styles.hit}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(hit)}
        >
          <KindIcon kind={hit.node.kind} />
          <span className={styles.hitName}>{hit.node.name}</span>
          <span className={styles.hitWhere}>{hit.column ? `column ${hit.column}` : hit.node.folder}</span>
        </div>
      ))}
    </div>
  );
}

/** Whole project, the neighbourhood of the selected node with its reach, or what changed. */
export function PartBar({
  part,
  reach,
  canFocus,
  changed,
  onPart,
  onReach,
}: {
  readonly part: Part;
  readonly reach: Reach;
  readonly canFocus: boolean;
  readonly changed: number;
  readonly onPart: (part: Part) => void;
  readonly onReach: (reach: Reach) => void;
}) {
  return (
    <div className={styles.bar}>
      <Segment
        label="Part of the graph"
        value={part}
        onChange={onPart}
        options={[
          { value: 'whole', label: 'Whole project' },
          { value: 'neighbourhood', label: 'Neighbourhood', disabled: !canFocus },
          { value: 'changed', label: 'Changed', disabled: changed === 0 },
        ]}
      />
      <span className={styles.rule} />
      <ReachSelect label="up" value={reach.up} onChange={(up) => onReach({ ...reach, up })} />
      <ReachSelect label="down" value={reach.down} onChange={(down) => onReach({ ...reach, down })} />
    </div>
  );
}

function ReachSelect({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}) {
  return (
    <label className={styles.reach}>
      {label}
      <select value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {[0, 1, 2, 3, 4, 6, 99].map((steps) => (
          <option key={steps} value={steps}>
            {steps === 99 ? 'all' : steps}
          </option>
        ))}
      </select>
    </label>
  );
}

/** How many nodes are in each state; a click shows those alone. */
export function StatusCounts({
  counts,
  on,
  onToggle,
}: {
  readonly counts: readonly (readonly [NodeStatus, number])[];
  readonly on: ReadonlySet<NodeStatus>;
  readonly onToggle: (status: NodeStatus) => void;
}) {
  return (
    <fieldset className={styles.bar} aria-label="Nodes by state">
      {counts.map(([status, count]) => (
        <button
          key={status}
          type="button"
          className={styles.chip}
          aria-pressed={on.has(status)}
          aria-label={`${count} ${STATUS_NAMES[status]}: show only these`}
          title={`${count} ${STATUS_NAMES[status]}`}
          onClick={() => onToggle(status)}
        >
          <StateMark status={status} />
          {count}
        </button>
      ))}
    </fieldset>
  );
}
