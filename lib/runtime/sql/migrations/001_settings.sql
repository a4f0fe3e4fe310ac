-- Settings of this database: only its superuser writes them, every caller's shim reads them.
create table insitu.setting (
  name text primary key,
  value jsonb not null,
  changed_at timestamptz not null default pg_catalog.now()
);

-- The package's source as one archive. Callers read it; the loader trusts its hash, not this table.
create table insitu.package (
  hash text primary key,
  archive text not null,
  version text not null,
  installed_at timestamptz not null default pg_catalog.now()
);

grant select on insitu.setting, insitu.package to public;
