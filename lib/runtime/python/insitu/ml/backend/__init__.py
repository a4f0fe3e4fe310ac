"""The backend side: what the SQL functions do before and after the fence. Standard library and plpy only."""
