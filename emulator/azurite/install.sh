#!/usr/bin/env bash
# Installs what the stand-in runs in node, when it is missing or older than package-lock.json.
# `--need` makes a missing node an error; without it the build goes on, and the tests that need Azurite are skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "adxflow: no node or npm found: the stand-in for Azure Data Explorer cannot run here. Install Node.js 20 or newer (https://nodejs.org)." >&2
  [ "${1:-}" = --need ] && exit 1
  echo "adxflow: the build goes on; tests that need the stand-in are skipped." >&2
  exit 0
fi
# npm writes this file last, so an install that was cut short is done again.
installed=node_modules/.package-lock.json
if [ -e "$installed" ] && [ ! "$installed" -ot package-lock.json ]; then
  exit 0
fi
echo "Installing Azurite and the KQL parser with npm (once) …" >&2
if ! npm ci --no-progress --loglevel=error >&2; then
  echo "adxflow: npm could not install the packages of emulator/azurite/package-lock.json; its messages stand above." >&2
  echo "adxflow: a build without them: mvn -Dadxflow.node.skip …; the tests that need the stand-in are skipped then." >&2
  exit 1
fi
touch "$installed"
