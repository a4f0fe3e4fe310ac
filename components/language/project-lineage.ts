import type { CatalogRelation } from '#lib/contracts/api.ts';
import type { Compilation, CompiledNode } from '#lib/contracts/compilation.ts';
import { columnLineage, type OutputColumn } from '#lib/domain/lineage/columns.ts';
import type { ColumnPlace, FileLineage } from './protocol.ts';

/** PostgreSQL's parse tree of a text; null where it is not SQL. */
export type Parse = (sql: string) => unknown;

/** Columns of a relation by `schema.name`, as the database has them. */
export type CatalogColumns = ReadonlyMap<string, readonly string[]>;

const keyOf = (schema: string | undefined, name: string): string => `${schema ?? ''}.${name}`;

/** A column's origins are looked for no further than this, should relations read each other in a circle. */
const DEEPEST = 64;

export const catalogColumns = (
  catalog: readonly CatalogRelation[],
): readonly (readonly [string, readonly string[]])[] =>
  catalog.map(({ schema, name, columns }) => [keyOf(schema, name), columns.map((column) => column.name)]);

/** Columns across the nodes of one compilation: each node's SELECT is read once, when it is asked for. */
export class ProjectLineage {
  private readonly nodes: ReadonlyMap<string, CompiledNode>;
  private readonly byRelation: ReadonlyMap<string, CompiledNode>;
  private readonly parse: Parse;
  private readonly catalog: CatalogColumns;
  private readonly known = new Map<string, readonly OutputColumn[] | null>();

  constructor(compilation: Compilation, parse: Parse, catalog: CatalogColumns) {
    this.nodes = new Map([...compilation.nodes].map(([id, node]) => [String(id), node]));
    this.byRelation = new Map(
      [...this.nodes.values()].flatMap((node) => {
        const { relation } = node.graph;
        return relation ? [[keyOf(relation.schema, relation.identifier), node] as const] : [];
      }),
    );
    this.parse = parse;
    this.catalog = catalog;
  }

  /** What each column of a node is made of, where it comes from in the end, and what reads it. */
  of(id: string): FileLineage {
    const node = this.nodes.get(id);
    const own = node && this.outputs(node);
    if (!node || !own) return { nodeId: id, columns: [] };
    // A test judges a column; it makes nothing of it.
    const readers = [...this.nodes.values()].filter(
      ({ graph }) => graph.kind !== 'test' && graph.dependsOn.some((up) => up === id),
    );
    const columns = own.map((column) => ({
      name: column.name,
      same: column.same,
      from: column.from.map((each) => this.place(each)),
      origins: distinct(column.from.flatMap((each) => this.origins(this.place(each), 0))),
      readers: distinct(readers.flatMap((reader) => this.readings(reader, node, column.name))),
    }));
    return { nodeId: id, columns };
  }

  private outputs(node: CompiledNode): readonly OutputColumn[] | null {
    const id = String(node.graph.id);
    const found = this.known.get(id);
    if (found !== undefined) return found;
    // Set first: a node that reads itself (incremental) finds its columns in the catalogue.
    this.known.set(id, null);
    const sql = 'sql' in node.work ? node.work.sql : undefined;
    const tree = sql === undefined ? null : this.parse(sql);
    const made = columnLineage(tree, (schema, name) => this.columns(schema, name));
    this.known.set(id, made);
    return made;
  }

  /** By the text as it is now where it says them, else as the database or the project has them. */
  private columns(schema: string | undefined, name: string): readonly string[] | undefined {
    const node = this.byRelation.get(keyOf(schema, name));
    const written =
      node && node.graph.kind !== 'predict' ? this.outputs(node)?.map((column) => column.name) : undefined;
    if (written && !written.includes('*')) return written;
    const described = node?.graph.columns.map((column) => column.name) ?? [];
    return this.catalog.get(keyOf(schema, name)) ?? (described.length > 0 ? described : undefined);
  }

  private place({ schema, relation, column }: OutputColumn['from'][number]): ColumnPlace {
    const node = this.byRelation.get(keyOf(schema, relation))?.graph;
    return { nodeId: node?.id, relation: node?.name ?? relation, column };
  }

  /** Where a column is made: a source, a seed, a Python cell, or a value that no column is in. */
  private origins(place: ColumnPlace, depth: number): readonly ColumnPlace[] {
    const node = place.nodeId === undefined ? undefined : this.nodes.get(place.nodeId);
    const made = node && this.outputs(node)?.find(({ name }) => name === place.column);
    if (!made || made.from.length === 0 || depth > DEEPEST) return [place];
    return made.from.flatMap((each) => this.origins(this.place(each), depth + 1));
  }

  private readings(reader: CompiledNode, node: CompiledNode, column: string): readonly ColumnPlace[] {
    const { relation } = node.graph;
    const reads = ({ from }: OutputColumn) =>
      from.some(
        (each) => each.column === column && each.relation === relation?.identifier && each.schema === relation.schema,
      );
    return (this.outputs(reader) ?? [])
      .filter(reads)
      .map(({ name }) => ({ nodeId: reader.graph.id, relation: reader.graph.name, column: name }));
  }
}

const distinct = (places: readonly ColumnPlace[]): readonly ColumnPlace[] => [
  ...new Map(places.map((place) => [`${place.nodeId ?? place.relation}\u0000${place.column}`, place])).values(),
];
