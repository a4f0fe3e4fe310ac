create or replace function insitu.train(model text, query text, config jsonb default '{}', provenance jsonb default '{}')
returns jsonb language plpython3u volatile as $python$
#runtime
return runtime("insitu.ml.backend.training", "train")(plpy, model, query, config, provenance)
$python$;
comment on function insitu.train(text, text, jsonb, jsonb) is
  'Train on the rows of query and keep the model as the next version of `schema.name`. Returns what was learned.';
