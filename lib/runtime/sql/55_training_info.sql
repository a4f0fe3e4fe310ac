create or replace function insitu.training_info(model text, version integer default null)
returns jsonb language plpython3u stable as $python$
#runtime
return runtime("insitu.ml.backend.models", "training_info")(plpy, model, version)
$python$;
comment on function insitu.training_info(text, integer) is 'What insitu.train returned for a version; the newest by default.';
