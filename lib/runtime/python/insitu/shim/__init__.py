"""The backend's side: trusted code, standard library and `plpy` only."""
