-- An array's (or text's) bytes as they lie in memory: byteasend copies its argument, whatever it is.
-- Sending each number (float8send) costs 4 times as much. Reading only: there is no way back.
create or replace function insitu._raw(anyarray) returns bytea
  language internal immutable strict parallel safe as 'byteasend';
create or replace function insitu._raw_text(text) returns bytea
  language internal immutable strict parallel safe as 'byteasend';
