#!/usr/bin/env bash
# Builds the container image with buildah, without any engine, and runs what it holds: as whom, with which files, how it
# answers, how it stops. Prints a line a check: ok, skip or FAIL; exits with 1 when one failed.
#
# The base images are stand-ins made from this machine's own files: its deno, its shell, its C library. They show that
# the Dockerfile builds, and that the executable runs beside a C library alone, as nobody; they are not the images that
# the Dockerfile names. BASES=registry builds over those instead.
#
# usage: scripts/image_check.sh      as root, on Debian; DENO_COMPILE and DENORT_BIN as for `deno task compile`
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

readonly DENO_VERSION=2.9.6
readonly PAIR=../shared/denort   # a deno and a denort of one version, for machines that cannot download denort
readonly USER_ID=65532
readonly WAIT_S=20
work="$(mktemp -d)"
failed=0
service=""
container=""

finish() {
  if [ -n "$service" ]; then kill -KILL "$(youngest "$service")" "$service" 2>/dev/null || true; fi
  if command -v buildah >/dev/null; then builder rm --all >/dev/null 2>&1 || true; fi
  rm -rf "$work"
}
trap finish EXIT

ok() { echo "ok   image: $1"; }
fail() { echo "FAIL image: $1"; failed=1; }

# check NAME COMMAND...: what the command says is shown when it fails.
check() {
  if "${@:2}" >"$work/said" 2>&1; then ok "$1"; else
    fail "$1"
    tail -n 20 "$work/said" | sed 's/^/     | /'
  fi
}

# skip REASON: a machine without the tools is no failure; in CI nothing goes unchecked.
skip() {
  if [ "${CI:-}" = true ]; then fail "$1"; exit 1; fi
  echo "skip image: $1"
  exit 0
}

builder() { buildah --storage-driver vfs --root "$work/storage" --runroot "$work/run" "$@"; }

# ---- The base images ---------------------------------------------------------------------------------------------

install() { { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@"; } >/dev/null 2>&1; }

require_tools() {
  [ "$(uname -s)" = Linux ] || skip "not Linux"
  [ "$(id -u)" = 0 ] || skip "not root, which chroot isolation needs"
  command -v buildah >/dev/null || install buildah || skip "buildah can neither be found nor installed"
  if [ -z "${DENORT_BIN:-}" ] && [ -x "$PAIR/unpack" ] && [ "$(uname -m)" = x86_64 ]; then
    command -v xz >/dev/null || install xz-utils || skip "xz can neither be found nor installed"
    local dir
    dir="$("$PAIR/unpack")"
    DENO_COMPILE="$dir/deno" DENORT_BIN="$dir/denort"
  fi
}

deno_path() {
  local deno=(npx -y "deno@$DENO_VERSION")
  if [ "$(deno --version 2>/dev/null | awk 'NR == 1 { print $2 }')" = $DENO_VERSION ]; then deno=(deno); fi
  "${deno[@]}" eval --no-config 'console.log(Deno.execPath())'
}

# put ROOT FILE [PLACE]: copies a file beneath ROOT, links followed.
put() {
  local to="$1${3:-$2}"
  mkdir -p "$(dirname "$to")"
  cp --dereference "$2" "$to"
}

# put_libraries ROOT FILE: what a program loads when it starts.
put_libraries() {
  local library
  for library in $(ldd "$2" | grep -oE '/[^ :]+\.so[^ :]*'); do put "$1" "$library"; done
}

# bare ROOT: what both images have: users, certificates, a temporary folder.
bare() {
  mkdir -p "$1"/{etc,tmp,root,home/nonroot,var/lib}
  chmod 1777 "$1/tmp"
  printf '%s\n' root:x:0:0:root:/root:/sbin/nologin nonroot:x:$USER_ID:$USER_ID:nonroot:/home/nonroot:/sbin/nologin \
    >"$1/etc/passwd"
  printf '%s\n' root:x:0: nonroot:x:$USER_ID: >"$1/etc/group"
  echo "hosts: files dns" >"$1/etc/nsswitch.conf"
  put "$1" /etc/ssl/certs/ca-certificates.crt
}

# commit ROOT NAME [CONFIG...]: makes an image of a folder.
commit() {
  local made
  made="$(builder from scratch)"
  builder copy --quiet "$made" "$1" / >/dev/null
  builder config "${@:3}" "$made"
  builder commit --quiet "$made" "$2" >/dev/null
  builder rm "$made" >/dev/null
}

# For denoland/deno: deno, a shell, the one command that the build stage calls, and the pair when there is one.
make_build_base() {
  local root="$work/build-base" program
  bare "$root"
  for program in sh mkdir; do
    put "$root" "$(command -v $program)" "/bin/$program"
    put_libraries "$root" "$(command -v $program)"
  done
  put "$root" "$1" /bin/deno
  put_libraries "$root" "$1"
  if [ -n "${DENO_COMPILE:-}" ]; then put "$root" "$DENO_COMPILE" /pair/deno; fi
  if [ -n "${DENORT_BIN:-}" ]; then put "$root" "$DENORT_BIN" /pair/denort; fi
  # Packages may come through a proxy of this machine's: what it trusts, the build trusts.
  commit "$root" stand-in/deno --env PATH=/bin --env DENO_TLS_CA_STORE=system \
    --env SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
}

# For distroless/cc: the C library and libgcc, certificates, users.
make_final_base() {
  local root="$work/final-base"
  bare "$root"
  put_libraries "$root" "$1"
  commit "$root" stand-in/cc --user $USER_ID --workingdir /home/nonroot
}

make_bases() {
  local deno
  deno="$(deno_path)" && make_build_base "$deno" && make_final_base "$deno"
}

# ---- The image ---------------------------------------------------------------------------------------------------

build() {
  local options=(--build-arg "COMMIT=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)")
  if [ "${BASES:-}" != registry ]; then
    options+=(--pull-never --build-arg BUILD_IMAGE=localhost/stand-in/deno)
    options+=(--build-arg FINAL_IMAGE=localhost/stand-in/cc)
    if [ -n "${DENO_COMPILE:-}" ]; then options+=(--build-arg DENO_COMPILE=/pair/deno); fi
    if [ -n "${DENORT_BIN:-}" ]; then options+=(--build-arg DENORT_BIN=/pair/denort); fi
  fi
  # OCI images cannot carry a HEALTHCHECK.
  builder bud --isolation chroot --format docker "${options[@]}" --tag dispatcher .
}

# inside COMMAND...: runs in a container of the image, as the image says, on this machine's network.
inside() {
  builder run --isolation chroot --env "PORT=$port" --env HOST=127.0.0.1 "${settings[@]}" "$container" -- "$@"
}

# exits CODE COMMAND...: that a command ends with this code.
exits() {
  local code=0
  "${@:2}" || code=$?
  echo "exit code $code, expected $1"
  [ "$code" = "$1" ]
}

# configured NAME TEMPLATE EXPECTED: what the image says of itself.
configured() {
  local found
  found="$(builder inspect --type image --format "{{$2}}" dispatcher)"
  echo "$1 is $found, expected $3"
  [ "$found" = "$3" ]
}

describes_itself() {
  configured user .Docker.Config.User "$USER_ID:$USER_ID" &&
    configured health .Docker.Config.Healthcheck.Test "[CMD /dispatcher health]" &&
    configured entry .Docker.Config.Entrypoint "[/dispatcher]" &&
    configured command .Docker.Config.Cmd "[serve]" &&
    configured ports .Docker.Config.ExposedPorts "map[8080/tcp:{}]" &&
    configured volumes .Docker.Config.Volumes "map[/var/lib/dispatcher:{}]" &&
    configured signal .Docker.Config.StopSignal SIGTERM
}

# Beside libraries, /dispatcher is the only file that can be executed.
holds_one_program() {
  local found
  found="$(cd "$(builder mount "$container")" && find . -type f -perm /111 ! -name '*.so*')"
  echo "programs: $found"
  [ "$found" = ./dispatcher ] && ! inside /bin/sh -c true
}

# Its own home aside, which the real base image has.
owns_its_data_alone() {
  local found
  found="$(cd "$(builder mount "$container")" && find . -user $USER_ID ! -path './home/nonroot*')"
  echo "its own: $found"
  [ "$found" = ./var/lib/dispatcher ]
}

# youngest PID: the last of a chain of children; a container's runtime stands above what it runs.
youngest() {
  local pid="$1" child
  while child="$(cat "/proc/$pid/task/"*/children 2>/dev/null)" && child="${child%% *}" && [ -n "$child" ]; do
    pid="$child"
  done
  echo "$pid"
}

becomes_well() {
  local until=$((SECONDS + WAIT_S))
  until inside /dispatcher health; do
    if [ $SECONDS -ge $until ] || ! kill -0 "$service"; then cat "$work/service"; return 1; fi
  done
}

runs_as_nobody() {
  local status
  status="/proc/$(youngest "$service")/status"
  grep -E '^(Name|Uid|Gid|Groups|CapEff):' "$status"
  grep -qE "^Uid:\s$USER_ID\s$USER_ID\s$USER_ID\s$USER_ID$" "$status" && grep -qE '^CapEff:\s0+$' "$status"
}

stops_clean() {
  kill -TERM "$(youngest "$service")"
  local code=0
  wait "$service" || code=$?
  service=""
  cat "$work/service"
  [ "$code" = 0 ]
}

free_port() {
  local candidate
  for candidate in $(shuf --input-range 20000-30000 --head-count 50); do
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null; then echo "$candidate"; return; fi
  done
}

require_tools
if [ "${BASES:-}" != registry ]; then check "stand-ins for the base images" make_bases; fi
check "builds over them, with the lock file as it is" build
[ $failed = 0 ] || exit 1
container="$(builder from --pull-never dispatcher)"
port="$(free_port)"
settings=()
check "says who it is: user, health check, ports, volume, stop signal" describes_itself
check "holds one program and no shell" holds_one_program
check "lets its user write to the volume alone" owns_its_data_alone
check "tells its version" inside /dispatcher version
check "refuses to start without settings, with 78" exits 78 inside /dispatcher serve
check "its health check fails while nothing runs" exits 1 inside /dispatcher health
# Made up, and refused by the vendors: nothing here calls them.
settings=(--env PUBLIC_URL=https://dispatch.example.org --env OPENAI_API_KEY=none
  --env "TWILIO_ACCOUNT_SID=AC$(printf '0%.0s' {1..32})" --env "TWILIO_AUTH_TOKEN=none")
inside /dispatcher serve >"$work/service" 2>&1 &
service=$!
check "serves, and its health check finds it well" becomes_well
check "runs as user $USER_ID without capabilities" runs_as_nobody
check "stops with 0 on SIGTERM" stops_clean
exit $failed
