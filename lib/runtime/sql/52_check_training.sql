create or replace function insitu.check_training(query text, config jsonb default '{}')
returns jsonb language plpython3u volatile as $python$
#runtime
return runtime("insitu.ml.backend.training", "check_training")(plpy, query, config)
$python$;
comment on function insitu.check_training(text, jsonb) is
  'Look at a training set before the fit: target, features, split, memory and findings. Nothing is written.';
