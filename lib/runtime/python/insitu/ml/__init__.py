"""Training and scoring: what a training node and a prediction node do inside the database."""
