#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "cpngshim.h"

struct cpng_decoder {
  png_structp png;
  png_infop info;
  cpng_read read;
  void *context;
  char message[256];
  char warning[256];
  /// Samples of a decoded pixel.
  size_t channels;
  /// Colors of a picture with a palette, red, green, blue and opacity each; none of others.
  int color_count;
  uint8_t colors[256][4];
};

static void copy_text(char target[256], const char *text) {
  strncpy(target, text, 255);
  target[255] = 0;
}

static void on_error(png_structp png, png_const_charp text) {
  cpng_decoder *decoder = png_get_error_ptr(png);
  copy_text(decoder->message, text);
  png_longjmp(png, 1);
}

/// Chunks that no pixel depends on are passed over, though their checks are minded: unpacking
/// megabytes of text takes time that nobody has asked for.
static const png_byte skipped_chunks[] = "tEXt\0zTXt\0iTXt\0sPLT\0hIST\0eXIf";

static void on_warning(png_structp png, png_const_charp text) {
  // What is wrong with a chunk starts with its name.
  for (size_t i = 0; i + 5 <= sizeof skipped_chunks; i += 5) {
    if (strncmp(text, (const char *)skipped_chunks + i, 4) == 0) return;
  }
  cpng_decoder *decoder = png_get_error_ptr(png);
  if (decoder->warning[0] == 0) copy_text(decoder->warning, text);
}

static void on_read(png_structp png, png_bytep target, size_t count) {
  cpng_decoder *decoder = png_get_io_ptr(png);
  // An empty message stands for the end of the file.
  if (!decoder->read(decoder->context, target, count)) png_error(png, "");
}

cpng_decoder *cpng_decoder_create(cpng_read read, void *context) {
  cpng_decoder *decoder = calloc(1, sizeof *decoder);
  if (decoder == NULL) return NULL;
  decoder->read = read;
  decoder->context = context;
  decoder->png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, decoder, on_error, on_warning);
  if (decoder->png != NULL) decoder->info = png_create_info_struct(decoder->png);
  if (decoder->info == NULL) {
    cpng_decoder_destroy(decoder);
    return NULL;
  }
  return decoder;
}

void cpng_decoder_destroy(cpng_decoder *decoder) {
  if (decoder->png != NULL) {
    png_destroy_read_struct(
        &decoder->png, decoder->info == NULL ? NULL : &decoder->info, NULL);
  }
  free(decoder);
}

static int is_little_endian(void) {
  const uint16_t one = 1;
  return *(const uint8_t *)&one == 1;
}

/// Takes the palette over. libpng would do it too, but shows black for an index that has no color.
static void take_palette(cpng_decoder *decoder) {
  png_structp png = decoder->png;
  png_infop info = decoder->info;
  png_colorp colors;
  png_bytep opacities;
  int opacity_count = 0;
  png_color_16p single;
  if (png_get_PLTE(png, info, &colors, &decoder->color_count) == 0 || decoder->color_count == 0) {
    png_error(png, "the palette is missing");
  }
  if (png_get_tRNS(png, info, &opacities, &opacity_count, &single) == 0) opacity_count = 0;
  for (int i = 0; i < decoder->color_count; ++i) {
    uint8_t *color = decoder->colors[i];
    color[0] = colors[i].red;
    color[1] = colors[i].green;
    color[2] = colors[i].blue;
    color[3] = i < opacity_count ? opacities[i] : 255;
  }
  decoder->channels = opacity_count > 0 ? 4 : 3;
}

int cpng_decoder_read_header(cpng_decoder *decoder, cpng_header *header) {
  png_structp png = decoder->png;
  png_infop info = decoder->info;
  if (setjmp(png_jmpbuf(png))) return 0;
  png_set_read_fn(png, decoder, on_read);
  // The caller has compared the size with its own limits.
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  // A damaged chunk is an error wherever it stands: it might be the one with the transparency.
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_keep_unknown_chunks(
      png, PNG_HANDLE_CHUNK_NEVER, skipped_chunks, (int)(sizeof skipped_chunks / 5));
  png_read_info(png, info);
  header->interlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
  header->has_srgb = png_get_valid(png, info, PNG_INFO_sRGB) != 0;
  header->has_icc = png_get_valid(png, info, PNG_INFO_iCCP) != 0;
  if (header->has_icc) {
    png_charp name;
    png_bytep profile;
    png_uint_32 length;
    int compression;
    png_get_iCCP(png, info, &name, &compression, &profile, &length);
    strncpy(header->icc_name, name, sizeof header->icc_name - 1);
  }
  png_fixed_point gamma = 0;
  if (png_get_gAMA_fixed(png, info, &gamma) == 0) gamma = 0;
  header->gamma = gamma;
  const int has_palette = png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE;
  if (has_palette) {
    take_palette(decoder);
    // An index a byte.
    png_set_packing(png);
  } else {
    png_set_expand(png);
  }
  if (is_little_endian()) png_set_swap(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  header->width = png_get_image_width(png, info);
  header->height = png_get_image_height(png, info);
  if (!has_palette) decoder->channels = png_get_channels(png, info);
  header->channels = (int)decoder->channels;
  header->bits = png_get_bit_depth(png, info);
  header->has_alpha = decoder->channels % 2 == 0;
  header->row_bytes = decoder->channels * header->width * (header->bits / 8);
  return 1;
}

/// Bytes of a decoded row of which libpng gives `stored`: an index a pixel, with a palette.
static size_t decoded_bytes(const cpng_decoder *decoder, size_t stored) {
  return decoder->color_count > 0 ? stored * decoder->channels : stored;
}

/// Makes colors of the `count` indices that end `target`; 0 if one of them has no color.
static int expand_palette(cpng_decoder *decoder, uint8_t *target, size_t count) {
  const size_t channels = decoder->channels;
  const uint8_t *indices = target + (channels - 1) * count;
  int largest = 0;
  for (size_t i = 0; i < count; ++i) largest = indices[i] > largest ? indices[i] : largest;
  if (largest >= decoder->color_count) {
    snprintf(
        decoder->message, sizeof decoder->message,
        "a pixel has the palette index %d, expected at most %d", largest,
        decoder->color_count - 1);
    return 0;
  }
  // A color never reaches an index that is still to be read.
  for (size_t i = 0; i < count; ++i) {
    const uint8_t *color = decoder->colors[indices[i]];
    uint8_t *pixel = target + i * channels;
    for (size_t channel = 0; channel < channels; ++channel) pixel[channel] = color[channel];
  }
  return 1;
}

int cpng_decoder_read_rows(cpng_decoder *decoder, uint8_t *target, size_t count) {
  png_structp png = decoder->png;
  const size_t stored = png_get_rowbytes(png, decoder->info);
  const size_t row_bytes = decoded_bytes(decoder, stored);
  if (setjmp(png_jmpbuf(png))) return 0;
  for (size_t row = 0; row < count; ++row) {
    uint8_t *place = target + row * row_bytes;
    png_read_row(png, place + row_bytes - stored, NULL);
    if (decoder->color_count > 0 && !expand_palette(decoder, place, stored)) return 0;
  }
  return 1;
}

int cpng_decoder_read_interlaced(cpng_decoder *decoder, uint8_t *target) {
  png_structp png = decoder->png;
  const size_t stored = png_get_rowbytes(png, decoder->info);
  const size_t height = png_get_image_height(png, decoder->info);
  // All indices together end what becomes the picture.
  uint8_t *place = target + (decoded_bytes(decoder, stored) - stored) * height;
  if (setjmp(png_jmpbuf(png))) return 0;
  for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; ++pass) {
    for (size_t row = 0; row < height; ++row) {
      png_read_row(png, place + row * stored, NULL);
    }
  }
  return decoder->color_count == 0 || expand_palette(decoder, target, stored * height);
}

int cpng_decoder_finish(cpng_decoder *decoder) {
  if (setjmp(png_jmpbuf(decoder->png))) return 0;
  png_read_end(decoder->png, NULL);
  return 1;
}

const char *cpng_decoder_message(const cpng_decoder *decoder) { return decoder->message; }

const char *cpng_decoder_warning(const cpng_decoder *decoder) { return decoder->warning; }
