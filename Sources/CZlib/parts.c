#include <string.h>

#include <zlib.h>

#include "czlib.h"

// deflateBound speaks of whole streams; a flush adds a few bytes, a dictionary none.
size_t cdeflate_bound(size_t count) { return compressBound(count) + 64; }

size_t cdeflate_part(
    const uint8_t *dictionary, size_t dictionary_count, const uint8_t *bytes, size_t count,
    int level, int runs_only, int last, uint8_t *target, size_t capacity) {
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  // Negative window bits: no header and no check. 8 is zlib's default memory level.
  const int strategy = runs_only ? Z_RLE : Z_FILTERED;
  if (deflateInit2(&stream, level, Z_DEFLATED, -15, 8, strategy) != Z_OK) return 0;
  size_t written = 0;
  if (dictionary_count == 0 ||
      deflateSetDictionary(&stream, dictionary, (uInt)dictionary_count) == Z_OK) {
    stream.next_in = (Bytef *)bytes;
    stream.avail_in = (uInt)count;
    stream.next_out = target;
    stream.avail_out = (uInt)capacity;
    int result = deflate(&stream, last ? Z_FINISH : Z_SYNC_FLUSH);
    if (result == (last ? Z_STREAM_END : Z_OK) && stream.avail_in == 0) {
      written = capacity - stream.avail_out;
    }
  }
  deflateEnd(&stream);
  return written;
}

uint32_t cadler32(uint32_t start, const uint8_t *bytes, size_t count) {
  return (uint32_t)adler32_z(start, bytes, count);
}

uint32_t ccrc32(uint32_t start, const uint8_t *bytes, size_t count) {
  return (uint32_t)crc32_z(start, bytes, count);
}

uint32_t cadler32_joined(uint32_t first, uint32_t second, size_t count) {
  return (uint32_t)adler32_combine(first, second, (z_off_t)count);
}
