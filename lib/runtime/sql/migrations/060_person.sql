-- Who acts: the session's user, or the person in whose name a run signed in. A run's role says so in its
-- comment, which only the administrator who made the role can write.
create function insitu.person() returns name language sql stable
return (
  select coalesce(
    pg_catalog.substring(pg_catalog.shobj_description(r.oid, 'pg_authid'), '^insitu run \S+ of (.+)$')::pg_catalog.name,
    r.rolname)
  from pg_catalog.pg_roles as r where r.rolname operator(pg_catalog.=) session_user
);
comment on function insitu.person() is 'The person who acts: the session''s user, or whoever asked for the run that it is.';

alter table insitu.udf alter column created_by set default insitu.person();

-- Only insitu.train stores a version, with the rights of the runtime's owner and after it has checked the
-- caller's: so a version says what was trained, and an artifact comes out of the fence and from nowhere else.
alter table insitu.trained_model alter column trained_by set default insitu.person();
alter table insitu.trained_model alter column owner drop default;
drop policy added_by_its_owner on insitu.trained_model;
drop policy added_with_its_model on insitu.trained_model_chunk;
revoke insert on insitu.trained_model, insitu.trained_model_chunk from insitu_user;
