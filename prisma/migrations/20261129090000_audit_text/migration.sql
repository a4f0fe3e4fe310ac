-- The text that a row's hash is of: who exports the log can check it with nothing but SHA-256.
CREATE FUNCTION "audit_text"(entry "audit_entry") RETURNS text LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_array(
    entry.previous, entry.seq, extract(epoch FROM entry.at), entry.person_id, entry.project_id, entry.action,
    entry.subject, entry.address)::text
$$;

CREATE OR REPLACE FUNCTION "audit_hash"(entry "audit_entry") RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(audit_text(entry), 'UTF8')), 'hex')
$$;
