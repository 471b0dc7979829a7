#!/usr/bin/env python3
"""What is below 0 becomes 0: a tool in Python, anywhere in a pipeline."""

import signal

import npystream

if __name__ == "__main__":
    # A reader that has had enough (| head) ends this as it ends every tool: without a word.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for x in npystream.read():
        npystream.write(x.clip(min=0))
