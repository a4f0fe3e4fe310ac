import type { DataConnection } from '#lib/contracts/database.ts';
import type { RelationName } from '#lib/contracts/graph.ts';

/** A view (or another relation with a rule) that reads the relation to be replaced, directly or through others. */
export interface Dependent extends RelationName {
  readonly kind: string;
  readonly owner: string;
  readonly ours: boolean;
  /** A SELECT and nothing more: triggers, further rules and column defaults would be lost by recreating it. */
  readonly plain: boolean;
  /** Text of pg_get_viewdef, without a semicolon. */
  readonly definition: string;
  /** `security_barrier=true, …` */
  readonly options: string;
  /** Statements that give it back its owner, grants and comments. */
  readonly restore: readonly string[];
}

/** A foreign key of another table that points to the relation to be replaced. */
export interface ForeignKey extends RelationName {
  readonly name: string;
  /** Text of pg_get_constraintdef. */
  readonly definition: string;
}

/** What a swap must know of the relation it replaces. */
export interface Replaced {
  /** Grants and comments, to be given to the new relation. */
  readonly restore: readonly string[];
  /** Why the relation must stay the same object: row level security, triggers, publications, rules. */
  readonly bound: readonly string[];
  /** Those of tables we may alter: they are taken away and given back. */
  readonly foreignKeys: readonly ForeignKey[];
  /** Nearest first: each comes after all it reads. */
  readonly dependents: readonly Dependent[];
}

/**
 * Statements that restore one relation (alias c, schema n) under its own name. First what default
 * privileges will have given the new one is taken away: a right that an owner took stays taken.
 */
const restoreSql = `
  select coalesce(json_agg(x.statement order by x.place), '[]') from (
    select 0 as place, format('REVOKE ALL ON %I.%I FROM %s', n.nspname, c.relname,
             case g.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(g.grantee)) end) as statement
      from (select distinct a.grantee from pg_default_acl d, aclexplode(d.defaclacl) a
             where d.defaclobjtype = 'r' and d.defaclnamespace in (0, n.oid) and a.grantee <> d.defaclrole
               and d.defaclrole = (select r.oid from pg_roles r where r.rolname = current_user)) g
    union all
    select 1, format('GRANT %s ON %I.%I TO %s%s', a.privilege_type, n.nspname, c.relname,
             case a.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(a.grantee)) end,
             case when a.is_grantable then ' WITH GRANT OPTION' else '' end)
      from aclexplode(c.relacl) a where a.grantee <> c.relowner
    union all
    select 2, format('GRANT %s (%I) ON %I.%I TO %s%s', a.privilege_type, t.attname, n.nspname, c.relname,
             case a.grantee when 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(a.grantee)) end,
             case when a.is_grantable then ' WITH GRANT OPTION' else '' end)
      from pg_attribute t, aclexplode(t.attacl) a
     where t.attrelid = c.oid and t.attnum > 0 and not t.attisdropped and a.grantee <> c.relowner
    union all
    select 3, case when d.objsubid = 0
             then format('COMMENT ON %s %I.%I IS %L', case c.relkind when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' else 'TABLE' end, n.nspname, c.relname, d.description)
             else format('COMMENT ON COLUMN %I.%I.%I IS %L', n.nspname, c.relname, t.attname, d.description) end
      from pg_description d left join pg_attribute t on t.attrelid = c.oid and t.attnum = d.objsubid
     where d.classoid = 'pg_class'::regclass and d.objoid = c.oid and (d.objsubid = 0 or not t.attisdropped)
    union all
    select 4, format('ALTER VIEW %I.%I OWNER TO %I', n.nspname, c.relname, pg_get_userbyid(c.relowner))
     where c.relkind = 'v' and pg_get_userbyid(c.relowner) <> current_user
  ) x`;

/** Recursion over pg_rewrite: a view depends on a relation through its rule. */
const dependentsSql = `
  with recursive reading(oid, depth) as (
    select r.ev_class, 1 from pg_depend d join pg_rewrite r on r.oid = d.objid
     where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
       and d.refobjid = $1::oid and r.ev_class <> $1::oid
    union
    select r.ev_class, reading.depth + 1 from reading
      join pg_depend d on d.refobjid = reading.oid and d.refclassid = 'pg_class'::regclass and d.classid = 'pg_rewrite'::regclass
      join pg_rewrite r on r.oid = d.objid
     where r.ev_class <> reading.oid and reading.depth < 200
  ), nearest as (select oid, max(depth) as depth from reading group by oid)
  select json_build_object('schema', n.nspname, 'identifier', c.relname, 'kind', c.relkind,
           'owner', pg_get_userbyid(c.relowner), 'ours', pg_has_role(c.relowner, 'USAGE'),
           'plain', not exists (select from pg_trigger t where t.tgrelid = c.oid)
                    and not exists (select from pg_rewrite r where r.ev_class = c.oid and r.rulename <> '_RETURN')
                    and not exists (select from pg_attrdef f where f.adrelid = c.oid),
           'definition', case when c.relkind in ('v', 'm') then rtrim(pg_get_viewdef(c.oid), '; ' || chr(10)) else '' end,
           'options', coalesce(array_to_string(c.reloptions, ', '), ''), 'restore', (${restoreSql}))
    from nearest join pg_class c on c.oid = nearest.oid join pg_namespace n on n.oid = c.relnamespace
   order by nearest.depth, c.relname`;

const replacedSql = `
  select (${restoreSql}), (select coalesce(json_agg(why), '[]') from (
    select 'row level security' as why where c.relrowsecurity or exists (select from pg_policy p where p.polrelid = c.oid)
    union all select 'trigger ' || quote_ident(t.tgname) from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal
    union all select 'publication ' || quote_ident(p.pubname) from pg_publication_rel r join pg_publication p on p.oid = r.prpubid where r.prrelid = c.oid
    union all select 'rule ' || quote_ident(r.rulename) from pg_rewrite r where r.ev_class = c.oid and c.relkind = 'r'
    union all select 'foreign key ' || quote_ident(k.conname) || ' of ' || k.conrelid::regclass from pg_constraint k join pg_class r on r.oid = k.conrelid
     where k.confrelid = c.oid and k.contype = 'f' and k.conrelid <> c.oid and not pg_has_role(r.relowner, 'USAGE')
    union all select 'inheritance by ' || i.inhrelid::regclass from pg_inherits i where i.inhparent = c.oid
  ) b), (select coalesce(json_agg(json_build_object('schema', s.nspname, 'identifier', r.relname, 'name', k.conname,
           'definition', pg_get_constraintdef(k.oid))), '[]')
     from pg_constraint k join pg_class r on r.oid = k.conrelid join pg_namespace s on s.oid = r.relnamespace
    where k.confrelid = c.oid and k.contype = 'f' and k.conrelid <> c.oid and pg_has_role(r.relowner, 'USAGE'))
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = $1::oid`;

/** Reads what a swap must keep. The caller holds the relation's lock, so that nothing joins in between. */
export async function readReplaced(connection: DataConnection, oid: string): Promise<Replaced> {
  const own = await connection.query(replacedSql, [oid]);
  const dependents = await connection.query(dependentsSql, [oid]);
  return {
    restore: parse<string[]>(own.rows[0]?.[0]),
    bound: parse<string[]>(own.rows[0]?.[1]),
    foreignKeys: parse<ForeignKey[]>(own.rows[0]?.[2]),
    dependents: dependents.rows.map(([json]) => parse<Dependent>(json)),
  };
}

/** The shape is the query's own, a few lines above. */
const parse = <T>(json: string | null | undefined): T => JSON.parse(json ?? '[]') as T;
