create or replace function insitu.run_tests(spec jsonb) returns jsonb language plpython3u volatile as $python$
#runtime
return runtime("insitu.shim.cell", "run_tests")(plpy, spec)
$python$;
comment on function insitu.run_tests(jsonb) is 'Run the test functions of a Python file fenced, with the cells they test; nothing is written.';
