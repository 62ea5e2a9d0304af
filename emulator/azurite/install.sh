#!/usr/bin/env bash
# Installs what the stand-in runs in node, when it is missing or older than package-lock.json; of another folder beside it with
# ADXFLOW_NODE_FOLDER.
# `--need` makes a missing node an error; without it the build goes on, and the tests that need Azurite are skipped.
set -euo pipefail
cd "${ADXFLOW_NODE_FOLDER:-$(dirname "${BASH_SOURCE[0]}")}"

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "adxflow: no node or npm found: the stand-in for Azure Data Explorer cannot run here. Install Node.js 20 or newer (https://nodejs.org)." >&2
  [ "${1:-}" = --need ] && exit 1
  echo "adxflow: the build goes on; tests that need the stand-in are skipped." >&2
  exit 0
fi
# One at a time: builds and runs beside each other would take each other's half-installed packages away. A folder, since not every
# system has flock; one whose process has died is taken over.
lock=.install.lock
until mkdir "$lock" 2>/dev/null; do
  holder=$(cat "$lock/pid" 2>/dev/null || true)
  if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null && mv "$lock" "$lock.$$" 2>/dev/null; then
    if [ "$(cat "$lock.$$/pid" 2>/dev/null || true)" = "$holder" ]; then
      rm -rf "$lock.$$"
    else
      # Somebody else was faster, and this is his.
      mv "$lock.$$" "$lock"
    fi
  else
    sleep 0.2
  fi
done
trap 'rm -rf "$lock"' EXIT
echo $$ > "$lock/pid"
# npm writes this file last, so an install that was cut short is done again.
installed=node_modules/.package-lock.json
if [ -e "$installed" ] && [ ! "$installed" -ot package-lock.json ]; then
  exit 0
fi
echo "Installing what emulator/$(basename "$PWD") runs with npm (once) …" >&2
if ! npm ci --no-progress --loglevel=error >&2; then
  echo "adxflow: npm could not install the packages of emulator/$(basename "$PWD")/package-lock.json; its messages stand above." >&2
  echo "adxflow: a build without them: mvn -Dadxflow.node.skip …; the tests that need the stand-in are skipped then." >&2
  exit 1
fi
touch "$installed"
