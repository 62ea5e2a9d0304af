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
# One at a time: builds and runs beside each other would take each other's half-installed packages away. A link that points to its
# process, since not every system has flock: made at once with what it says, so a lock that names nobody cannot be.
lock=.install.lock.pid
takeover=.install.lock.takeover
waited=0
holder() { readlink "$lock" 2>/dev/null || true; }
died() { [ -n "$1" ] && ! kill -0 "$1" 2>/dev/null; }
until ln -sn "$$" "$lock" 2>/dev/null; do
  # The lock of a process that has died is taken away by one alone, who looks again: for as long as it holds `takeover`, nobody else
  # can have taken that lock away, so what it takes away is not the lock of somebody who came in between.
  if died "$(holder)" && mkdir "$takeover" 2>/dev/null; then
    if died "$(holder)"; then
      rm -f "$lock"
    fi
    rmdir "$takeover"
  elif [ -n "$(find "$takeover" -maxdepth 0 -mmin +1 2>/dev/null)" ]; then
    # Whoever took over has died in the moment that it takes.
    rmdir "$takeover" 2>/dev/null || true
  else
    sleep 0.2
    waited=$((waited + 1))
    if [ "$waited" = 150 ]; then
      echo "adxflow: waiting for process $(holder), which installs the packages of emulator/$(basename "$PWD"); if it does something else, delete $PWD/$lock." >&2
    fi
  fi
done
trap 'rm -f "$lock"' EXIT
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
