create or replace function insitu.run_cell(spec jsonb) returns jsonb language plpython3u volatile as $python$
#runtime
return runtime("insitu.shim.cell", "run_cell")(plpy, spec)
$python$;
comment on function insitu.run_cell(jsonb) is 'Run a Python cell fenced, as the caller, and create spec.relation from the frame it returns.';
