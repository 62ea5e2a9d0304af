#!/usr/bin/env bash
# Installs the server of Cosmos DB's data plane that tests run, as ../azurite/install.sh does with its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
ADXFLOW_NODE_FOLDER=$PWD exec bash ../azurite/install.sh "$@"
