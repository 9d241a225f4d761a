# Sourced by .ci/run and .ci/deep, from the root of the repository: system packages, a PostgreSQL and a Redis of its own
# that end with the script, `scratch` for what is thrown away, and the two halves of the README's test command.
# shellcheck shell=bash

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
step() { printf '\n== %s\n' "$*"; }

step "System packages"
export DEBIAN_FRONTEND=noninteractive
missing=()
for package in python3 python3-venv chromium postgresql redis-server procps nginx clamav-daemon; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
    as_root apt-get update -qq
    as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# The command that the README gives newcomers, word for word: the line after the mark.
test_command=$(grep -A3 '<!-- test-command -->' README.md | grep -m1 'pytest')
[ -n "$test_command" ] || { echo "README.md holds no test command"; exit 1; }
install_command=${test_command%% && .venv/bin/pytest*}

scratch=$(mktemp -d)
chmod 755 "$scratch"
postgres_bin=$(dirname "$(ls -d /usr/lib/postgresql/*/bin/pg_ctl | sort -V | tail -n 1)")
as_postgres() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- env PATH="$postgres_bin:$PATH" "$@"
    else sudo -u postgres env PATH="$postgres_bin:$PATH" "$@"; fi
}
clean_up() {
    [ -d "$scratch/pg" ] && as_postgres pg_ctl -D "$scratch/pg" -m immediate stop >/dev/null 2>&1 || true
    [ -f "$scratch/redis.pid" ] && kill "$(cat "$scratch/redis.pid")" 2>/dev/null || true
    as_root rm -rf "$scratch"
}
trap clean_up EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

step "PostgreSQL and Redis for the tests"
postgres_port=$(free_port)
redis_port=$(free_port)
as_root install -d -o postgres "$scratch/pg" "$scratch/pgrun"
as_postgres initdb -D "$scratch/pg" -A trust -U postgres --locale=C.UTF-8 >/dev/null
as_postgres pg_ctl -D "$scratch/pg" -w -l "$scratch/pgrun/log" \
    -o "-p $postgres_port -k $scratch/pgrun -c listen_addresses=127.0.0.1 -c fsync=off" start >/dev/null
redis-server --port "$redis_port" --bind 127.0.0.1 --save '' --daemonize yes --dir "$scratch" \
    --pidfile "$scratch/redis.pid" >/dev/null
export TEST_DATABASE_URL="postgresql+psycopg://postgres@127.0.0.1:$postgres_port/postgres"
export TEST_REDIS_URL="redis://127.0.0.1:$redis_port/0"
