#!/usr/bin/env bash
# A PostgreSQL of its own for tests: on loopback, on a free port, gone when it is stopped. Debian's, installed when it is
# missing and this may install.
#   scripts/postgres.sh start        prints its URL
#   scripts/postgres.sh stop URL     stops it and removes all it kept
set -euo pipefail

die() { echo "postgres.sh: $*" >&2; exit 1; }

binaries() { { ls -d /usr/lib/postgresql/*/bin /usr/local/pgsql/bin 2>/dev/null || true; } | sort -V | tail -n 1; }

install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || die "PostgreSQL is missing: install Debian's package postgresql"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql; } >/dev/null
}

# The server refuses to be root's.
unprivileged() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

# Where nobody listens now; start tries others when somebody is faster.
some_port() { echo $((20000 + RANDOM % 10000)); }

folder_of() { echo "${TMPDIR:-/tmp}/dispatcher-postgres-$1"; }

start() {
  local bin port folder
  [ -n "$(binaries)" ] || install
  bin="$(binaries)"
  [ -n "$bin" ] || die "PostgreSQL cannot be found"
  for _ in 1 2 3 4 5; do
    port="$(some_port)" folder="$(folder_of "$port")"
    mkdir "$folder" 2>/dev/null || continue
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
    (
      cd "$folder"
      unprivileged "$bin/initdb" --pgdata data --username dispatcher --auth trust --encoding UTF8 --no-sync
      # Nothing in it is worth a sync of the disk.
      unprivileged "$bin/pg_ctl" --pgdata data --log log --wait --timeout 60 \
        --options "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=100" start
    ) >"$folder.out" 2>&1 </dev/null && {
      mv "$folder.out" "$folder/out"
      echo "postgres://dispatcher@127.0.0.1:$port/postgres"
      return
    }
    cat "$folder.out" "$folder/log" >&2 2>/dev/null || true
    rm -rf "$folder" "$folder.out"
  done
  die "it does not start"
}

stop() {
  local port folder
  port="$(sed -nE 's|^postgres://[^/]*:([0-9]+)/.*|\1|p' <<<"${1:-}")"
  folder="$(folder_of "$port")"
  [ -n "$port" ] && [ -d "$folder/data" ] || die "no server of this script's: ${1:-}"
  (cd "$folder" && unprivileged "$(binaries)/pg_ctl" --pgdata data --mode immediate --wait stop) >/dev/null
  rm -rf "$folder"
}

case "${1:-}" in
  start) start ;;
  stop) stop "${2:-}" ;;
  *) die "usage: postgres.sh start | stop URL" ;;
esac
