-- What is done with the superuser's rights, prepared by trusted code of this session (shim/definer.py).
create or replace function insitu._define() returns void language plpython3u volatile security definer
set search_path = pg_catalog, pg_temp as $python$
#runtime
runtime("insitu.shim.definer", "define")(plpy)
$python$;

create or replace function insitu.create_udf(spec jsonb) returns jsonb language plpython3u volatile as $python$
#runtime
return runtime("insitu.shim.udf", "create_udf")(plpy, spec, "@runtime")
$python$;
comment on function insitu.create_udf(jsonb) is 'Create or replace a SQL function of a Python or SQL source; Python runs fenced, one child a session.';
