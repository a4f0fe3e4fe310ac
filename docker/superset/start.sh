#!/bin/sh
# Brings Superset's own database in its volume to this version, makes the administrator once, and serves.
set -eu

if [ -z "${INSITU_SUPERSET_PASSWORD:-}" ]; then
  echo "INSITU_SUPERSET_PASSWORD is not set. Add the password that Superset's administrator shall have to .env and start again." >&2
  exit 1
fi

key="$SUPERSET_HOME/secret_key"
if [ ! -s "$key" ]; then
  (umask 077 && python -c 'import secrets; print(secrets.token_urlsafe(48))' > "$key.new")
  mv "$key.new" "$key"
fi

superset db upgrade
if [ ! -e "$SUPERSET_HOME/admin_made" ]; then
  superset fab create-admin --username admin --firstname Superset --lastname Admin \
    --email admin@localhost --password "$INSITU_SUPERSET_PASSWORD"
  touch "$SUPERSET_HOME/admin_made"
fi
superset init

exec "${SUPERSET_SERVER:-/usr/bin/run-server.sh}"
