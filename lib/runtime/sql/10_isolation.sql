create or replace function insitu.isolation() returns jsonb language plpython3u volatile as $python$
#runtime
return runtime("insitu.shim.isolation", "isolation")(plpy)
$python$;
comment on function insitu.isolation() is 'Which layers fence Python code on this host: {level, landlock, seccomp, namespaces, rlimits, details}.';
