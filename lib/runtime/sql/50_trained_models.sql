-- Read through the caller's rights. Columns are only ever added at the end: views of training nodes read it.
create or replace view insitu.trained_models with (security_invoker = true) as
select m.name, m.version, m.task, m.target, m.algorithm, m.metric, m.score, m.score_std, m.rows,
       m.trained_by, m.trained_at, m.owner, m.schema_name, m.relation_name, m.deployed, m.seconds,
       m.peak_memory_bytes, m.artifact_bytes, m.data_hash, m.query, m.config, m.report, m.provenance
from insitu.trained_model as m;
grant select on insitu.trained_models to insitu_user;
comment on view insitu.trained_models is 'Every version of every trained model the caller may see; report holds scores, curves and signature.';
