import type { CompiledNode } from '#lib/contracts/compilation.ts';
import type { RelationName } from '#lib/contracts/graph.ts';
import type { StepContext } from './context.ts';
import { quoteName, quoteRelation } from './quote.ts';

/** A right and whom it is given, letter case aside. */
interface Grant {
  readonly privilege: string;
  readonly grantee: string;
}

/**
 * Makes the rights on a relation those of the node's `grants`: missing ones are given, others
 * taken. A node without `grants` keeps what there is.
 */
export async function applyGrants(
  context: StepContext,
  { config }: CompiledNode,
  relation: RelationName,
): Promise<void> {
  const { grants } = config;
  if (typeof grants !== 'object' || grants === null || Object.keys(grants).length === 0) return;
  const wanted = grantsOf(grants);
  const standing = await standingGrants(context, relation);
  const target = quoteRelation(relation);
  const statements = [
    ...missingFrom(wanted, standing).map(
      ({ privilege, grantee }) => `REVOKE ${privilege} ON ${target} FROM ${quoteName(grantee)}`,
    ),
    ...missingFrom(standing, wanted).map(({ privilege, grantee }) => `GRANT ${privilege} ON ${target} TO ${grantee}`),
  ];
  if (statements.length > 0) await context.connection.script(statements.join(';\n'));
}

/** `{select: ['reader', …]}`; an empty list takes the right from everyone, as in dbt. */
const grantsOf = (grants: object): Grant[] =>
  Object.entries(grants).flatMap(([privilege, grantees]) =>
    (Array.isArray(grantees) ? grantees : [grantees]).map((grantee) => ({ privilege, grantee: String(grantee) })),
  );

const keyOf = ({ privilege, grantee }: Grant): string =>
  `${privilege} ${grantee.replace(/^"(.*)"$/, '$1')}`.toLowerCase();

/** Those of `others` that are not among `known`. */
function missingFrom(known: readonly Grant[], others: readonly Grant[]): Grant[] {
  const keys = new Set(known.map(keyOf));
  return others.filter((grant) => !keys.has(keyOf(grant)));
}

async function standingGrants({ connection }: StepContext, { schema, identifier }: RelationName): Promise<Grant[]> {
  const { rows } = await connection.query(
    `select privilege_type, grantee from information_schema.role_table_grants
      where grantor = current_role and grantee <> current_role and table_schema = $1 and table_name = $2`,
    [schema, identifier],
  );
  return rows.map(([privilege, grantee]) => ({ privilege: privilege ?? '', grantee: grantee ?? '' }));
}
