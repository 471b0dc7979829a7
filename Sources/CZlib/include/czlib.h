// What the codecs need of zlib, without macros, which Swift cannot use.
#ifndef CZLIB_H
#define CZLIB_H

#include <stddef.h>
#include <stdint.h>

/// The most bytes that `count` bytes can deflate to.
size_t cdeflate_bound(size_t count);

/// Deflates a part of a stream, without zlib's header and check, such that the parts make one
/// stream when joined. `dictionary` is what came before, at most 32768 bytes of it; only the
/// `last` part ends the stream. `runs_only` looks for repeated bytes alone, which is fast, and
/// enough where nothing else repeats. Returns how many bytes were written, 0 on failure, which
/// means lack of memory.
size_t cdeflate_part(
    const uint8_t *dictionary, size_t dictionary_count, const uint8_t *bytes, size_t count,
    int level, int runs_only, int last, uint8_t *target, size_t capacity);

/// The Adler-32 and CRC-32 checks, each continued from `start` (1 and 0 at the beginning).
uint32_t cadler32(uint32_t start, const uint8_t *bytes, size_t count);
uint32_t ccrc32(uint32_t start, const uint8_t *bytes, size_t count);
/// The Adler-32 check of two pieces of data, the second of `count` bytes.
uint32_t cadler32_joined(uint32_t first, uint32_t second, size_t count);

/// Streams of deflated data (RFC 1951) without zlib's header and check. Null if there is no
/// memory.
typedef struct cinflater cinflater;
cinflater *cinflater_create(void);
void cinflater_destroy(cinflater *inflater);

/// Inflates what fits: the counts are what is there and what there is room for, and become what
/// was taken and made. Returns 1 at the end of the stream, 0 before it, -1 if the data is no
/// such stream.
int cinflate(
    cinflater *inflater, const uint8_t *source, size_t *source_count, uint8_t *target,
    size_t *target_count);

typedef struct cdeflater cdeflater;
/// At zlib's default level.
cdeflater *cdeflater_create(void);
void cdeflater_destroy(cdeflater *deflater);

/// The counterpart: with `last`, returns 1 once all of the stream has been made.
int cdeflate(
    cdeflater *deflater, const uint8_t *source, size_t *source_count, int last, uint8_t *target,
    size_t *target_count);

#endif
