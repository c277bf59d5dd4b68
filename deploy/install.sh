#!/usr/bin/env bash
# Installs monitord from the folder in which this script lies (made by deploy/wheelhouse.sh), with
# no network:  install.sh [PREFIX]
# Each version has a folder of its own, PREFIX/monitord-VERSION; the link PREFIX/monitord (PREFIX is
# /opt) names the one in use, so that going back is setting the link back. Needs python3-venv.
set -euo pipefail
# Whatever root's umask is, the daemon's user must be able to read the program.
umask 022
cd "$(dirname "$0")"
prefix=${1:-/opt}
python=${PYTHON:-python3}
if [[ ! -f SHA256SUMS ]]; then
    echo "this is no wheelhouse: make one with deploy/wheelhouse.sh" >&2
    exit 2
fi
version=$(<VERSION)
target=$prefix/monitord-$version

sha256sum --check --quiet SHA256SUMS
here=$("$python" -c 'import sys; print("{}.{}".format(*sys.version_info))')
if [[ $here != "$(<PYTHON)" ]]; then
    echo "the wheelhouse is for Python $(<PYTHON), this machine has $here" >&2
    exit 2
fi
if [[ -e $prefix/monitord && ! -L $prefix/monitord ]]; then
    echo "$prefix/monitord is there and is no link: move it away first" >&2
    exit 2
fi
base=$("$python" -c 'import os, sys; print(os.path.realpath(sys._base_executable))')
if [[ $prefix == /opt && $base == @(/root|/home)/* ]]; then
    echo "$base is in a home, which the units do not see: PYTHON=/usr/bin/python3 $0" >&2
    exit 2
fi
# The same version again: what is there stays until the new one runs, also when this is cut short.
before=$target.before
if [[ -e $target && ! -e $before ]]; then mv "$target" "$before"; fi
rm -rf "$target"
trap 'rm -rf "$target"; if [[ -e $before ]]; then mv "$before" "$target"; fi' EXIT
"$python" -m venv "$target"
"$target/bin/pip" install --quiet --disable-pip-version-check --no-index --find-links wheels \
    --require-hashes -r requirements.txt
"$target/bin/monitord" --version
trap - EXIT
rm -rf "$before"
ln -sfn "monitord-$version" "$prefix/monitord"
echo "installed in $target; in use: $prefix/monitord"
