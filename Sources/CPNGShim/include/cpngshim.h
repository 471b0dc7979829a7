// What ImageCodecs needs of libpng, without setjmp and macros, which Swift cannot use.
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
/// than 8 bits are spread over 8; 16-bit samples come in the machine's byte order. Text is passed
/// over.
int cpng_decoder_read_header(cpng_decoder *decoder, cpng_header *header);

/// The next `count` rows of a picture that is not interlaced; a pixel whose palette has no color for
/// it is an error, here and below.
int cpng_decoder_read_rows(cpng_decoder *decoder, uint8_t *target, size_t count);

/// All rows of an interlaced picture.
int cpng_decoder_read_interlaced(cpng_decoder *decoder, uint8_t *target);

/// Reads what follows the rows, up to the end of the picture.
int cpng_decoder_finish(cpng_decoder *decoder);

/// Why the last call failed; empty if the file ended.
const char *cpng_decoder_message(const cpng_decoder *decoder);

/// The first warning since the decoder was made; empty without any.
const char *cpng_decoder_warning(const cpng_decoder *decoder);

#endif
