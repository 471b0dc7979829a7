// What ImageCodecs needs of libpng and zlib, without setjmp and macros, which Swift cannot use.
// A function that can fail returns 0 then; the decoder's message says why.
#ifndef CPNGSHIM_H
#define CPNGSHIM_H

#include <stddef.h>
#include <stdint.h>

typedef struct cpng_decoder cpng_decoder;

/// Fills `target` with the next `count` bytes of the file; 0 if there are not as many. It must
/// return: the decoder leaves libpng by itself.
typedef int (*cpng_read)(void *context, uint8_t *target, size_t count);

/// What the chunks before the rows say, once every transformation has been chosen.
typedef struct {
  uint32_t width, height;
  /// Samples of a decoded pixel, 1 to 4, and bits of each, 8 or 16.
  int channels, bits;
  int has_alpha, interlaced;
  /// Bytes of a decoded row.
  size_t row_bytes;
  int has_srgb, has_icc;
  /// The name of the iCCP profile.
  char icc_name[80];
  /// 100000 times the exponent of the gAMA chunk, 0 without one.
  int32_t gamma;
} cpng_header;

/// Null if there is no memory.
cpng_decoder *cpng_decoder_create(cpng_read read, void *context);
void cpng_decoder_destroy(cpng_decoder *decoder);

/// Reads up to the first row. Palettes become RGB, tRNS an alpha channel, and samples of fewer
/// than 8 bits are spread over 8; 16-bit samples come in the machine's byte order.
int cpng_decoder_read_header(cpng_decoder *decoder, cpng_header *header);

/// The next `count` rows of a picture that is not interlaced.
int cpng_decoder_read_rows(cpng_decoder *decoder, uint8_t *target, size_t count);

/// All rows of an interlaced picture.
int cpng_decoder_read_interlaced(cpng_decoder *decoder, uint8_t *target);

/// Reads what follows the rows, up to the end of the picture.
int cpng_decoder_finish(cpng_decoder *decoder);

/// Why the last call failed; empty if the file ended.
const char *cpng_decoder_message(const cpng_decoder *decoder);

/// The first warning since the decoder was made; empty without any.
const char *cpng_decoder_warning(const cpng_decoder *decoder);

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

#endif
