# What the scripts in pipelines/ share; they source it. Sets `pipelines` (this folder), `folder`
# (where to write: the script's first argument, else demo/NAME) and `given` (the full path of a
# file that is its second argument, or nothing), puts the tools of .build/release into PATH, and
# changes to the folder.
#
# A script ends with 0 if what it shows is true, 1 if not, and 77 if the machine lacks what it
# needs. With SMALL=1 it takes a setting of a few seconds.
set -euo pipefail

# The script's folder; pipelines/quickstart.sh has none of its own.
name=$(basename "$(dirname "$0")")
[[ $name != pipelines ]] || name=$(basename "$0" .sh)
pipelines=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [[ -x $pipelines/../.build/release/conv ]]; then
  PATH=$(cd "$pipelines/../.build/release" && pwd):$PATH
fi

fail() {
  echo "$name: error: $1" >&2
  exit 1
}

# Ends quietly, but not well, if a program is missing that is not part of convpipe.
need() {
  command -v "$1" > /dev/null || {
    echo "$name: skipped: needs $1" >&2
    exit 77
  }
}

# Shape of the first array of a file or stream, such as 300×451×3.
shape() { tensor info "$@" | sed -n '1s/.* //p'; }

command -v conv > /dev/null || fail "no conv in PATH: run make first"

given=${2:-}
[[ -z $given || -r $given ]] || fail "cannot read $given"
[[ -z $given || $given == /* ]] || given=$PWD/$given
folder=${1:-demo$([[ $name == quickstart ]] || echo "/$name")}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
cd "$folder"
