#include <setjmp.h>
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

static void on_warning(png_structp png, png_const_charp text) {
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

int cpng_decoder_read_header(cpng_decoder *decoder, cpng_header *header) {
  png_structp png = decoder->png;
  png_infop info = decoder->info;
  if (setjmp(png_jmpbuf(png))) return 0;
  png_set_read_fn(png, decoder, on_read);
  // The caller has compared the size with its own limits.
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  // A damaged chunk is an error wherever it stands: it might be the one with the transparency.
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
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
  png_set_expand(png);
  if (is_little_endian()) png_set_swap(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  header->width = png_get_image_width(png, info);
  header->height = png_get_image_height(png, info);
  header->channels = png_get_channels(png, info);
  header->bits = png_get_bit_depth(png, info);
  header->has_alpha = (png_get_color_type(png, info) & PNG_COLOR_MASK_ALPHA) != 0;
  header->row_bytes = png_get_rowbytes(png, info);
  return 1;
}

int cpng_decoder_read_rows(cpng_decoder *decoder, uint8_t *target, size_t count) {
  png_structp png = decoder->png;
  const size_t row_bytes = png_get_rowbytes(png, decoder->info);
  if (setjmp(png_jmpbuf(png))) return 0;
  for (size_t row = 0; row < count; ++row) png_read_row(png, target + row * row_bytes, NULL);
  return 1;
}

int cpng_decoder_read_interlaced(cpng_decoder *decoder, uint8_t *target) {
  png_structp png = decoder->png;
  const size_t row_bytes = png_get_rowbytes(png, decoder->info);
  const size_t height = png_get_image_height(png, decoder->info);
  if (setjmp(png_jmpbuf(png))) return 0;
  for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; ++pass) {
    for (size_t row = 0; row < height; ++row) {
      png_read_row(png, target + row * row_bytes, NULL);
    }
  }
  return 1;
}

int cpng_decoder_finish(cpng_decoder *decoder) {
  if (setjmp(png_jmpbuf(decoder->png))) return 0;
  png_read_end(decoder->png, NULL);
  return 1;
}

const char *cpng_decoder_message(const cpng_decoder *decoder) { return decoder->message; }

const char *cpng_decoder_warning(const cpng_decoder *decoder) { return decoder->warning; }
