create or replace function insitu.algorithms()
returns table (algorithm text, task text, library text, available boolean, hyperparameters jsonb)
language plpython3u stable as $python$
#runtime
return runtime("insitu.ml.backend.algorithms", "algorithms")(plpy)
$python$;
comment on function insitu.algorithms() is 'Algorithms a training may name, a row a task, with their hyperparameters.';
