// Compares the kernels, compiled for arm64, with the definitions in docs/numerics.md, bit by bit.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct { long offset, count, row; } Run;
long kernel_lanes(void), kernel_tile_rows(void), panel_width(long channels);
long convolve_tiles(const float *, const long *, long, const Run *, long, long, const float *, long, long, const float *, float *);
void multiply_lanes(const float *, const long *, long, const Run *, long, const float *, long, long, const float *, float *);
void windows(long, const float *, const long *, long, long, const long *, long, const float *, long, const float *, float *, float *);
void convolve_lines(const float *, long, long, const long *, long, long, long, const long *, long, const float *, long, const float *, float *);
void move_planes(long, const float *, float *, long, long, long, long);
void repeat_rows(const float *, long, long, float *, long, long);

static uint64_t state;
static uint32_t next(void) { state = state * 6364136223846793005u + 1442695040888963407u; return (uint32_t)(state >> 32); }
static long upto(long n) { return 1 + next() % n; }
static float value(void) {
  switch (next() % 64) {
    case 0: return -0.0f;
    case 1: return ldexpf(1 + next() % 100, -149);
    case 2: return next() % 2 ? INFINITY : -INFINITY;
    case 3: return NAN;
    default: return (float)((int32_t)next()) * 0x1p-31f;
  }
}
static float canonical(float z) {
  const uint32_t nan = 0x7FC00000;
  if (z != z) memcpy(&z, &nan, 4);
  return z;
}
static float *values(long n) {
  float *p = malloc((n + 64) * sizeof *p);
  for (long i = 0; i < n + 64; i++) p[i] = value();
  return p;
}
static long failures, compared;
static void compare(const char *what, const float *got, const float *expected, long n) {
  for (long i = 0; i < n; i++, compared++)
    if (memcmp(got + i, expected + i, 4) && failures++ < 10)
      printf("%s: result %ld is %a, expected %a\n", what, i, got[i], expected[i]);
}

static void tiles(void) {
  long width = upto(40), rows = upto(40), k = upto(3), c = upto(20), o = upto(70), step = 1;
  long taps = k * k * c, pitch = (width + k) * c, n = width * rows;
  float *x = values((rows + k) * pitch), *w = values(taps * o), *start = values(o);
  long panel = panel_width(o), panels = (o + panel - 1) / panel;
  float *packed = calloc(panels * panel * taps, sizeof(float)), *starts = calloc(panels * panel, sizeof(float));
  for (long t = 0; t < taps; t++)
    for (long i = 0; i < o; i++) packed[(i / panel) * panel * taps + t * panel + i % panel] = w[t * o + i];
  memcpy(starts, start, o * sizeof(float));
  long *pixels = calloc(n + 32, sizeof(long));
  for (long i = 0; i < n + 32; i++) pixels[i] = (i < n ? i / width : rows - 1) * pitch + (i < n ? i % width : width - 1) * c;
  Run runs[3];
  for (long r = 0; r < k; r++) runs[r] = (Run){r * pitch, k * c, r * k * c};
  float *z = values(n * o), *e = values(n * o);
  convolve_tiles(x, pixels, n, runs, k, step, packed, taps, o, starts, z);
  for (long p = 0; p < n; p++)
    for (long i = 0; i < o; i++) {
      float sum = start[i];
      for (long t = 0; t < taps; t++) sum = fmaf(x[pixels[p] + t / (k * c) * pitch + t % (k * c)], w[t * o + i], sum);
      e[p * o + i] = canonical(sum);
    }
  compare("tiles", z, e, n * o);
  // The lane kernel: rows of taps, a factor for each column.
  long columns = upto(40), steps = upto(90), lane_rows = upto(20);
  float *y = values((steps + 64) * columns * 2), *d = values(steps * columns), *from = values((lane_rows + 16) * 64);
  long offsets[64];
  for (long r = 0; r < 64; r++) offsets[r] = (r < lane_rows ? r : lane_rows - 1) * 3 % 64;
  Run one = {0, steps, 0};
  float *s = values(lane_rows * columns), *q = values(lane_rows * columns);
  multiply_lanes(y, offsets, lane_rows, &one, 1, d, columns, columns, from, s);
  for (long r = 0; r < lane_rows; r++)
    for (long i = 0; i < columns; i++) {
      float sum = from[i];
      for (long t = 0; t < steps; t++) sum = fmaf(y[offsets[r] + t + i], d[t * columns + i], sum);
      q[r * columns + i] = canonical(sum);
    }
  compare("lanes", s, q, lane_rows * columns);
  free(x), free(w), free(start), free(packed), free(starts), free(pixels), free(z), free(e);
  free(y), free(d), free(from), free(s), free(q);
}

static uint32_t bits(float v) {
  uint32_t b;
  memcpy(&b, &v, 4);
  return b;
}
static float of_bits(uint32_t b) {
  float v;
  memcpy(&v, &b, 4);
  return v;
}

/* 0: convolution, 1: largest, 2: sum, 3: smallest, 4: squares, 5: largest int32, 6: smallest uint32. */
static void spans(long kind) {
  static const char *names[] = {"windows", "maximum", "sum", "minimum", "squares", "largest int32", "smallest uint32"};
  const int chooses = kind % 2 || kind == 6;
  long lanes = kernel_lanes(), count = upto(50), number = upto(9), tap_count = upto(10);
  long period = kind == 0 ? lanes * upto(3) : lanes;
  float *x = values(4000), *w = values(tap_count * period), *start = values(period), *z = values(number * count), *e = values(number * count);
  float *choices = values(number * count), *tap = values(number * count);
  long at[16], taps[16];
  for (long i = 0; i < 16; i++) at[i] = next() % 2000, taps[i] = next() % 1500;
  if (kind) for (long i = 0; i < period; i++)
    start[i] = kind == 1 ? -INFINITY : kind == 3 ? INFINITY : kind == 5 ? of_bits(0x80000000) : kind == 6 ? of_bits(~0u) : 0;
  for (long i = 0; i < number * count; i++) choices[i] = tap[i] = of_bits(~0u);
  windows(kind, x, at, number, count, taps, tap_count, w, period, start, z, chooses && next() % 4 ? choices : NULL);
  for (long s = 0; s < number; s++)
    for (long i = 0; i < count; i++) {
      float sum = start[i % period];
      for (long t = 0; t < tap_count; t++) {
        float v = x[at[s] + taps[t] + i];
        if (kind == 0) sum = fmaf(v, w[t * period + i % period], sum);
        else if (kind == 2) sum = sum + v;
        else if (kind == 4) sum = fmaf(v, v, sum);
        else if (kind == 5 ? (int32_t)bits(v) > (int32_t)bits(sum) : kind == 6 ? bits(v) < bits(sum)
                 : sum == sum && (v != v || (kind == 1 ? v > sum : v < sum)))
          sum = v, tap[s * count + i] = of_bits(t);
      }
      e[s * count + i] = kind > 4 ? sum : canonical(sum);
    }
  compare(names[kind], z, e, number * count);
  if (chooses && bits(choices[0]) != ~0u) compare("taps", choices, tap, number * count);
  free(x), free(w), free(start), free(z), free(e), free(choices), free(tap);
}

/* Lines some rows apart, a filter of `rows` rows and `tap_count` taps in each of some planes. */
static void lines(void) {
  long lanes = kernel_lanes(), number = 1 << next() % 3, length = upto(30 * lanes), planes = upto(2), rows = upto(6), tap_count = upto(6);
  long lead = next() % 2 ? 1 : upto(rows), in_plane = rows + (number - 1) * lead;
  long columns = next() % 2 ? 1 : lanes, pitch = length + 200, in_row = tap_count * columns, tap_step = next() % 30;
  float *x = values(planes * in_plane * pitch), *w = values(planes * rows * in_row), *start = values(lanes), *z = values(number * length), *e = values(number * length);
  long taps[6], offsets[2 * (6 + 3 * 6)];
  for (long t = 0; t < tap_count; t++) taps[t] = columns == 1 ? (long)(next() % 150) : 5 + t * tap_step;
  for (long r = 0; r < planes * in_plane; r++) offsets[r] = r * pitch;
  convolve_lines(x, number, length, offsets, planes, rows, lead, taps, tap_count, w, columns, start, z);
  for (long l = 0; l < number; l++)
    for (long i = 0; i < length; i++) {
      float sum = start[i % lanes];
      for (long r = 0; r < planes * rows; r++)
        for (long t = 0; t < tap_count; t++)
          sum = fmaf(x[(r / rows * in_plane + l * lead + r % rows) * pitch + taps[t] + i], w[r * in_row + t * columns + (columns == 1 ? 0 : i % lanes)], sum);
      e[l * length + i] = canonical(sum);
    }
  compare("lines", z, e, number * length);
  free(x), free(w), free(start), free(z), free(e);
}

static void moves(void) {
  long count = upto(70), planes = upto(17), step = planes + (next() % 3 ? 0 : upto(3)), apart = count + next() % 5;
  long length = upto(40), times = upto(7), rows = upto(20);
  long pitch = length * times + next() % 5;
  long size = (count > planes ? count : planes) * (step > apart ? step : apart);
  float *x = values(size), *z = calloc(size, sizeof *z), *e = calloc(size, sizeof *e);
  for (long joins = 0; joins < 2; joins++) {
    memset(z, 0, size * sizeof *z), memset(e, 0, size * sizeof *e);
    move_planes(joins, x, z, planes, apart, step, count);
    for (long p = 0; p < planes; p++)
      for (long i = 0; i < count; i++) {
        long in_turn = i * step + p, own = p * apart + i;
        if (joins) e[in_turn] = x[own]; else e[own] = x[in_turn];
      }
    compare(joins ? "joined" : "separated", z, e, size);
  }
  float *y = values(rows * length), *got = values(rows * pitch), *expected = values(length * times);
  repeat_rows(y, length, times, got, pitch, rows);
  for (long r = 0; r < rows; r++) {
    for (long i = 0; i < length * times; i++) expected[i] = y[r * length + i % length];
    compare("repeated", got + r * pitch, expected, length * times);
  }
  free(x), free(z), free(e), free(y), free(got), free(expected);
}

int main(int argc, char **argv) {
  state = argc > 1 ? strtoull(argv[1], 0, 10) : 1;
  printf("seed %llu, %ld lanes\n", (unsigned long long)state, kernel_lanes());
  for (int i = 0; i < 40; i++) tiles();
  for (int i = 0; i < 700; i++) spans(i % 7);
  for (int i = 0; i < 200; i++) lines(), moves();
  printf("%ld results compared, %ld differ\n", compared, failures);
  return failures != 0;
}
