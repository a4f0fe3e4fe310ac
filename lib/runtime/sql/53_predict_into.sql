create or replace function insitu.predict_into(model text, query text, relation text, config jsonb default '{}')
returns jsonb language plpython3u volatile as $python$
#runtime
return runtime("insitu.ml.backend.prediction", "predict_into")(plpy, model, query, relation, config)
$python$;
comment on function insitu.predict_into(text, text, text, jsonb) is
  'Score the rows of query into a new table: config {id, keep, version, probabilities}.';
