#!/usr/bin/env bash
# Collects in one folder all that a machine without Internet needs to install monitord:
#   deploy/wheelhouse.sh FOLDER [--images]
# Run it on a machine with Internet, the same kind of processor and the same Python as the other
# (PYTHON=python3.12 chooses another one than python3). There: FOLDER/install.sh
# --images adds the container images of deploy/compose.yaml (needs docker).
set -euo pipefail
# Prometheus and Grafana read copies of these files under users of their own.
umask 022

if [[ $# -lt 1 || $1 == -* || (-n ${2:-} && $2 != --images) ]]; then
    sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
mkdir -p "$1"
folder=$(cd "$1" && pwd)
images=${2:-}
source=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-python3}
if [[ -n $(ls -A "$folder") ]]; then
    echo "$folder is not empty" >&2
    exit 2
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m venv "$work/venv"
pip=("$work/venv/bin/pip" --quiet --disable-pip-version-check)

echo "collecting Python packages for $("$python" --version)"
# What is there as source only is built here: the other machine has no compiler.
"${pip[@]}" wheel --require-hashes -r "$source/requirements/run.txt" -w "$folder/wheels"
"${pip[@]}" install --upgrade --no-index --find-links "$folder/wheels" setuptools
mkdir "$work/source"
cp -R "$source"/{pyproject.toml,README.md,LICENSE,monitord,probes,exporters} "$work/source"
"${pip[@]}" wheel --no-deps --no-build-isolation "$work/source" -w "$folder/wheels"
version=$("$work/venv/bin/python" - "$folder/wheels" "$folder/requirements.txt" <<'END'
"""Pin each wheel of a folder by its hash; print monitord's version."""
import hashlib
import sys
from pathlib import Path

with Path(sys.argv[2]).open("w", encoding="ascii") as pins:
    for wheel in sorted(Path(sys.argv[1]).glob("*.whl")):
        name, version = wheel.name.split("-")[:2]
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        pins.write(f"{name}=={version} --hash=sha256:{digest}\n")
        if name == "monitord":
            print(version)
END
)
echo "$version" > "$folder/VERSION"
"$python" -c 'import sys; print("{}.{}".format(*sys.version_info))' > "$folder/PYTHON"

echo "copying units, rules, dashboards and documents"
mkdir "$folder/docs"
cp -R "$source/deploy" "$folder/deploy"
rm -f "$folder/deploy/.env"
mkdir "$folder/grafana"
cp -R "$source"/grafana/{dashboards,provisioning} "$folder/grafana"
cp "$source"/docs/*.md "$folder/docs"
cp -R "$source/docs/runbooks" "$folder/docs"
cp "$source/deploy/install.sh" "$folder/install.sh"
cat > "$folder/debian-packages.txt" <<'END'
python3-venv
chrony
prometheus
prometheus-alertmanager
postgresql
END

if [[ $images == --images ]]; then
    echo "saving container images"
    docker build --quiet -f "$source/deploy/Dockerfile" -t "monitord:$version" "$source"
    mapfile -t names < <(sed -n 's/^    image: //p' "$source/deploy/compose.yaml" | grep -v '^monitord:')
    for name in "${names[@]}"; do docker pull --quiet "$name"; done
    docker save "monitord:$version" "${names[@]}" | gzip > "$folder/images.tar.gz"
fi

(cd "$folder" && find . -type f -print0 | sort -z | xargs -0 sha256sum) > "$work/SHA256SUMS"
mv "$work/SHA256SUMS" "$folder"
du -sh "$folder"
