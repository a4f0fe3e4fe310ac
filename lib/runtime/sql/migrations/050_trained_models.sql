-- Trained models live beside the data. A row is written once, by insitu.train as the caller, and never changed.
create table insitu.trained_model (
  id bigint generated always as identity primary key,
  schema_name name not null,
  relation_name name not null,
  name text not null generated always as (schema_name::text || '.' || relation_name::text) stored,
  version integer not null check (version > 0),
  owner name not null default current_user,
  trained_by name not null default session_user,
  trained_at timestamptz not null default pg_catalog.clock_timestamp(),
  task text not null,
  target text not null,
  algorithm text not null,
  metric text not null,
  score double precision,
  score_std double precision,
  rows bigint not null,
  deployed boolean not null default true,
  query text not null,
  config jsonb not null,
  report jsonb not null,
  provenance jsonb not null,
  data_hash text not null,
  artifact_bytes bigint not null,
  artifact_sha256 text not null,
  peak_memory_bytes bigint not null,
  seconds double precision not null,
  unique (schema_name, relation_name, version)
);
create index on insitu.trained_model (name, version);

-- The artifact in pieces far below the 1 GB of a value, each with its own hash.
create table insitu.trained_model_chunk (
  model_id bigint not null references insitu.trained_model (id) on delete cascade,
  part text not null,
  number integer not null,
  sha256 text not null,
  data bytea not null,
  primary key (model_id, part, number)
);
alter table insitu.trained_model_chunk alter column data set storage external;

-- Who may use the schema in a model's name sees the model; who may create in it adds versions, as themselves;
-- members of the owner take them away. Nobody changes one.
alter table insitu.trained_model enable row level security;
create policy seen_with_its_schema on insitu.trained_model for select using (
  pg_catalog.pg_has_role(owner, 'member')
  or (pg_catalog.to_regnamespace(pg_catalog.quote_ident(schema_name)) is not null
      and pg_catalog.has_schema_privilege(schema_name::text, 'usage'))
);
create policy added_by_its_owner on insitu.trained_model for insert with check (
  owner = current_user and trained_by = session_user
  and pg_catalog.to_regnamespace(pg_catalog.quote_ident(schema_name)) is not null
  and pg_catalog.has_schema_privilege(schema_name::text, 'create')
);
create policy removed_by_its_owner on insitu.trained_model for delete using (pg_catalog.pg_has_role(owner, 'member'));

alter table insitu.trained_model_chunk enable row level security;
create policy seen_with_its_model on insitu.trained_model_chunk for select using (
  exists (select from insitu.trained_model as m where m.id = model_id)
);
create policy added_with_its_model on insitu.trained_model_chunk for insert with check (
  exists (select from insitu.trained_model as m where m.id = model_id and m.owner = current_user)
);
create policy removed_with_its_model on insitu.trained_model_chunk for delete using (
  exists (select from insitu.trained_model as m where m.id = model_id and pg_catalog.pg_has_role(m.owner, 'member'))
);

grant select, insert, delete on insitu.trained_model, insitu.trained_model_chunk to insitu_user;
