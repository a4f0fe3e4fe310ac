"""What the backend and the fenced child agree on: frames and the layout of packed rows."""
