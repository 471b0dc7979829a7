#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "czlib.h"

struct cinflater {
  z_stream stream;
};

struct cdeflater {
  z_stream stream;
};

// Negative window bits: no header and no check.
static const int raw = -15;

// zlib counts in 32 bits; a longer piece is taken in several calls.
static uInt piece(size_t count) { return count < UINT_MAX ? (uInt)count : UINT_MAX; }

static void give(
    z_stream *stream, const uint8_t *source, size_t source_count, uint8_t *target,
    size_t target_count) {
  stream->next_in = (Bytef *)source;
  stream->avail_in = piece(source_count);
  stream->next_out = target;
  stream->avail_out = piece(target_count);
}

static void tell(
    const z_stream *stream, const uint8_t *source, size_t *source_count, const uint8_t *target,
    size_t *target_count) {
  *source_count = (size_t)(stream->next_in - source);
  *target_count = (size_t)(stream->next_out - target);
}

cinflater *cinflater_create(void) {
  cinflater *inflater = calloc(1, sizeof *inflater);
  if (inflater && inflateInit2(&inflater->stream, raw) != Z_OK) {
    free(inflater);
    return NULL;
  }
  return inflater;
}

void cinflater_destroy(cinflater *inflater) {
  inflateEnd(&inflater->stream);
  free(inflater);
}

int cinflate(
    cinflater *inflater, const uint8_t *source, size_t *source_count, uint8_t *target,
    size_t *target_count) {
  z_stream *stream = &inflater->stream;
  give(stream, source, *source_count, target, *target_count);
  const int result = inflate(stream, Z_NO_FLUSH);
  tell(stream, source, source_count, target, target_count);
  if (result == Z_STREAM_END) return 1;
  // Z_BUF_ERROR: nothing could be done for lack of data or room, which does no harm.
  return result == Z_OK || result == Z_BUF_ERROR ? 0 : -1;
}

cdeflater *cdeflater_create(void) {
  cdeflater *deflater = calloc(1, sizeof *deflater);
  // 8 is zlib's default memory level.
  if (deflater && deflateInit2(
                      &deflater->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, raw, 8,
                      Z_DEFAULT_STRATEGY) != Z_OK) {
    free(deflater);
    return NULL;
  }
  return deflater;
}

void cdeflater_destroy(cdeflater *deflater) {
  deflateEnd(&deflater->stream);
  free(deflater);
}

int cdeflate(
    cdeflater *deflater, const uint8_t *source, size_t *source_count, int last, uint8_t *target,
    size_t *target_count) {
  z_stream *stream = &deflater->stream;
  give(stream, source, *source_count, target, *target_count);
  const int result = deflate(stream, last ? Z_FINISH : Z_NO_FLUSH);
  tell(stream, source, source_count, target, target_count);
  return result == Z_STREAM_END;
}
