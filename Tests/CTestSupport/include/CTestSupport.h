#ifndef CONVPIPE_CTESTSUPPORT_H
#define CONVPIPE_CTESTSUPPORT_H

#include <spawn.h>

/// A pipe whose ends no other child process inherits: `ends[0]` reads, `ends[1]` writes.
/// 0, or -1 with errno.
int ctest_pipe(int ends[2]);

/// A new terminal: the end of the program that shows it, and the end that a tool runs on. Neither
/// is inherited by accident. 0, or -1 with errno.
int ctest_terminal(int *screen, int *line);

/// Lets a child start in another folder. 0, or an error's number.
int ctest_start_in(posix_spawn_file_actions_t *actions, const char *directory);

#endif
