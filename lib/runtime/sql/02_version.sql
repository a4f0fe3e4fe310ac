create or replace function insitu.version() returns text language sql stable as $$ select '@version'::text $$;
