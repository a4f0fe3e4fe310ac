'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { catalogColumns } from '#components/language/project-lineage.ts';
import type { ColumnLineage, ColumnPlace, FileLineage } from '#components/language/protocol.ts';
import { useLanguageActs } from '#components/language/use-language.tsx';
import { useProject } from '#components/shell/project-context.tsx';
import { EmptyState, KindIcon } from '#components/ui/index.ts';
import { catalogQuery } from '#lib/client/queries.ts';
import type { GraphNode, ProjectGraph } from '#lib/contracts/graph.ts';
import styles from './lineage-tab.module.css';

type Go = (path: string, line?: number) => void;

/** Each column of the open node: what its value is made of, where it begins, and what reads it. */
export function LineageTab({
  path,
  graph,
  node,
  onGo,
}: {
  readonly path: string | undefined;
  readonly graph: ProjectGraph;
  readonly node: GraphNode | undefined;
  readonly onGo: Go;
}) {
  const lineage = useFileLineage(path, graph);
  if (!path || !node) {
    return <EmptyState title="No node here" text="Open a model: the way of each of its columns stands here." />;
  }
  if (!lineage) return <div className={styles.lineage} aria-busy="true" />;
  const nodes = new Map(graph.nodes.map((each) => [String(each.id), each]));
  if (lineage.columns.length === 0) return <NodesOnly node={node} nodes={nodes} onGo={onGo} />;
  return (
    <div className={styles.lineage}>
      <table>
        <thead>
          <tr>
            <th scope="col">Begins in</th>
            <th scope="col">Made of</th>
            <th scope="col">Column</th>
            <th scope="col">Read by</th>
          </tr>
        </thead>
        <tbody>
          {lineage.columns.map((column) => (
            <Row key={column.name} column={column} nodes={nodes} onGo={onGo} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function useFileLineage(path: string | undefined, graph: ProjectGraph): FileLineage | undefined {
  const { project } = useProject();
  const { lineage } = useLanguageActs();
  const { data: catalog } = useQuery({ ...catalogQuery(project.id), staleTime: 60_000 });
  const [found, setFound] = useState<{ readonly path: string; readonly lineage: FileLineage }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new graph is a new compilation
  useEffect(() => {
    if (path === undefined || !catalog) return;
    let gone = false;
    void lineage(path, catalogColumns(catalog)).then((answer) => {
      if (!gone) setFound({ path, lineage: answer });
    });
    return () => {
      gone = true;
    };
  }, [path, graph, catalog, lineage]);
  return found?.path === path ? found?.lineage : undefined;
}

function Row({
  column,
  nodes,
  onGo,
}: {
  readonly column: ColumnLineage;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly onGo: Go;
}) {
  return (
    <tr>
      <td>
        <Places places={column.origins} nodes={nodes} onGo={onGo} none="written here" />
      </td>
      <td>
        <Places places={column.from} nodes={nodes} onGo={onGo} none="no column" />
      </td>
      <th scope="row">
        <code>{column.name}</code>
        {!column.same && column.from.length > 0 && <em>computed</em>}
      </th>
      <td>
        <Places places={column.readers} nodes={nodes} onGo={onGo} none="nothing yet" />
      </td>
    </tr>
  );
}

const SHOWN = 4;

function Places({
  places,
  nodes,
  none,
  onGo,
}: {
  readonly places: readonly ColumnPlace[];
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly none: string;
  readonly onGo: Go;
}) {
  const [all, setAll] = useState(false);
  if (places.length === 0) return <span className={styles.none}>{none}</span>;
  const shown = all ? places : places.slice(0, SHOWN);
  return (
    <span className={styles.places}>
      {shown.map(({ nodeId, relation, column }) => {
        const node = nodeId === undefined ? undefined : nodes.get(nodeId);
        return (
          <button
            key={`${nodeId ?? relation}.${column}`}
            type="button"
            disabled={!node}
            title={node ? `Open ${node.path}` : `${relation} is no node of this project`}
            onClick={() => node && onGo(node.path, node.line)}
          >
            {node && <KindIcon kind={node.kind} />}
            <span>{relation}</span>
            <code>{column}</code>
          </button>
        );
      })}
      {places.length > shown.length && (
        <button type="button" onClick={() => setAll(true)}>
          and {places.length - shown.length} more
        </button>
      )}
    </span>
  );
}

/** Where columns can't be read (Python, YAML, a text that does not parse): the nodes above and below. */
function NodesOnly({
  node,
  nodes,
  onGo,
}: {
  readonly node: GraphNode;
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly onGo: Go;
}) {
  const up = node.dependsOn.flatMap((id) => nodes.get(id) ?? []);
  const down = [...nodes.values()].filter(
    ({ kind, dependsOn }) => kind !== 'test' && dependsOn.some((id) => id === node.id),
  );
  const list = (title: string, each: readonly GraphNode[]) => (
    <section>
      <h3>{title}</h3>
      {each.length === 0 && <span className={styles.none}>nothing</span>}
      <span className={styles.places}>
        {each.map(({ id, kind, name, path, line }) => (
          <button key={id} type="button" onClick={() => onGo(path, line)}>
            <KindIcon kind={kind} />
            <span>{name}</span>
          </button>
        ))}
      </span>
    </section>
  );
  return (
    <div className={styles.lineage}>
      <div className={styles.nodes}>
        {list(`${node.name} reads`, up)}
        {list('Read by', down)}
        <p className={styles.none}>The columns of SQL nodes are followed one by one; those of this file can’t be.</p>
      </div>
    </div>
  );
}
