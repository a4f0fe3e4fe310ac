create or replace function insitu.predict(model text, "row" jsonb, version integer default null)
returns jsonb language plpython3u volatile as $python$
#runtime
return runtime("insitu.ml.backend.prediction", "predict")(plpy, model, row, version)
$python$;
comment on function insitu.predict(text, jsonb, integer) is
  'Score one row: insitu.predict(''schema.model'', to_jsonb(t)). The model stays loaded for the session.';
