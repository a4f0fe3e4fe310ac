"""The fenced child's side: it runs a person's code and owns nothing but its pipes."""
