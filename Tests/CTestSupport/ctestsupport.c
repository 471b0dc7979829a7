// What the tests need of the C library and Swift's view of it hides.
#define _GNU_SOURCE
#include "CTestSupport.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int ctest_pipe(int ends[2]) {
#ifdef __linux__
  return pipe2(ends, O_CLOEXEC);
#else
  if (pipe(ends) != 0) return -1;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  return 0;
#endif
}

int ctest_terminal(int *screen, int *line) {
  *screen = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (*screen < 0) return -1;
  const char *name;
  if (grantpt(*screen) == 0 && unlockpt(*screen) == 0 && (name = ptsname(*screen)) != NULL) {
    *line = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*line >= 0) return 0;
  }
  close(*screen);
  return -1;
}

int ctest_start_in(posix_spawn_file_actions_t *actions, const char *directory) {
  return posix_spawn_file_actions_addchdir_np(actions, directory);
}
