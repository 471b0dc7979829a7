#!/usr/bin/env bash
# Five pictures made from a photograph: edges, blur, sharpening, a pooled thumbnail, and the
# feature maps of a small layer.
#
#   pipelines/quickstart.sh [FOLDER]      writes to FOLDER, by default ./demo
#
# Ends with 0 only if every picture came out and the arrays behind the pictures have the bits
# that they have on every machine.
source "$(dirname "$0")/tools.sh"

cp "$pipelines/photo/chelsea.png" photo.png

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
for picture in edges blur sharpen thumbnail features; do
  echo "$(printf '%-9s' $picture) $(printf '%-9s' "$(img2tensor $picture.png | shape)") $folder/$picture.png"
done
sum() { if command -v sha256sum > /dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }
sum --check --quiet "$pipelines/photo/quickstart.sha256" || fail "results differ from those of other machines"
echo "All five arrays are, bit for bit, those of every other machine."
