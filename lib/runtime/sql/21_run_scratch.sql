create or replace function insitu.run_scratch(spec jsonb) returns jsonb language plpython3u volatile as $python$
#runtime
return runtime("insitu.shim.cell", "run_scratch")(plpy, spec)
$python$;
comment on function insitu.run_scratch(jsonb) is 'Run a Python cell or script fenced and return what it shows; nothing is written.';
