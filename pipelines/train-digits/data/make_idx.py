"""Makes the IDX files in this folder from UCI's optdigits.tes (or its copy in scikit-learn, digits.csv.gz).

python3 make_idx.py optdigits.tes
"""

import gzip
import struct
import sys

path = sys.argv[1]
opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
with opened as file:
    rows = [[int(float(value)) for value in line.split(",")] for line in file if line.strip()]
assert len(rows) == 1797 and all(len(row) == 65 for row in rows)
with open("digits-images-idx3-ubyte", "wb") as file:
    file.write(struct.pack(">4B3I", 0, 0, 8, 3, len(rows), 8, 8))
    file.write(bytes(pixel for row in rows for pixel in row[:64]))
with open("digits-labels-idx1-ubyte", "wb") as file:
    file.write(struct.pack(">4BI", 0, 0, 8, 1, len(rows)))
    file.write(bytes(row[64] for row in rows))
