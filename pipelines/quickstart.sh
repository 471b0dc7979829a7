#!/usr/bin/env bash
# Five pictures made from a photograph: edges, blur, sharpening, a pooled thumbnail, and the
# feature maps of a small layer.
#
#   pipelines/quickstart.sh [FOLDER]      writes to FOLDER, by default ./demo
#
# Uses the tools in .build/release, else those in PATH. Ends with 0 only if every picture came
# out and the arrays behind the pictures have the bits that they have on every machine.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [[ -x $here/../.build/release/conv ]]; then
  PATH=$(cd "$here/../.build/release" && pwd):$PATH
fi
for tool in img2tensor conv pool tensor2png tensor; do
  command -v $tool > /dev/null || {
    echo "quickstart: error: no $tool: run make first" >&2
    exit 1
  }
done

folder=${1:-demo}
mkdir -p "$folder"
cd "$folder"
cp "$here/photo/chelsea.png" photo.png

# The photograph as an array, 300×451×3, float32 from 0 to 1. It is used five times, so it is
# kept; all else flows through pipes.
img2tensor photo.png -o photo.npy

# Edges: the mean of the three channels (a 1×1 convolution with 3 inputs and 1 output), then
# how much brighter it is on the right. Blue is negative, red positive.
conv -w <(tensor gen constant 0.33333334 --shape 1,1,3,1) photo.npy |
  conv -w <(tensor gen sobel-x) --padding same --pad-mode replicate |
  tee edges.npy | tensor2png --range=-0.9:0.9 --colormap coolwarm -o edges.png

# A filter without channel axes is applied to each channel by itself.
conv -w <(tensor gen gaussian --sigma 3) --padding same --pad-mode reflect photo.npy |
  tee blur.npy | tensor2png -o blur.png

conv -w <(tensor gen sharpen) --padding same --pad-mode replicate photo.npy |
  tee sharpen.npy | tensor2png -o sharpen.png

# A thumbnail: the mean of each 4×4 pixels, also of what is left over on the right.
pool average --kernel 4 --ceil-mode photo.npy |
  tee thumbnail.npy | tensor2png -o thumbnail.png

# A layer with 12 random filters of 5×5×3, as before training, stride 2, then max pooling:
# twelve maps, drawn in a grid.
conv -w <(tensor gen normal --shape 5,5,3,12 --std 0.1 --seed 7) --stride 2 --padding same --pad-mode reflect \
  photo.npy |
  pool max --kernel 2 |
  tee features.npy | tensor2png --grid 4x3 --normalize minmax --per-map --colormap viridis -o features.png

# Pictures can be read back, and the arrays have the bits they have everywhere.
for name in edges blur sharpen thumbnail features; do
  shape=$(img2tensor $name.png | tensor info | sed -n '1s/.* //p')
  echo "$(printf '%-9s' $name) $(printf '%-10s' "$shape") $PWD/$name.png"
done
if command -v sha256sum > /dev/null; then
  sum() { sha256sum "$@"; }
else
  sum() { shasum -a 256 "$@"; }
fi
sum --check --quiet "$here/photo/quickstart.sha256" || {
  echo "quickstart: error: results differ from those of other machines" >&2
  exit 1
}
echo "All five arrays are, bit for bit, those of every other machine."
