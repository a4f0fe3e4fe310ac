-- Source and signature of Python functions, addressed by their content: a function's body holds only the hash.
create table insitu.udf (
  hash text primary key,
  spec jsonb not null,
  created_by name not null default session_user,
  created_at timestamptz not null default pg_catalog.now()
);

grant select on insitu.udf to public;
