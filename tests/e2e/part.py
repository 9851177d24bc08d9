#!/usr/bin/env python3
"""part.py NAME I N: the I-th of N parts of a file's tests (1 1: all), each with its own servers: a long file need not be the last to end."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


def flat(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flat(test)
        else:
            yield test


def main():
    name, i, n = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    tests = list(flat(unittest.defaultTestLoader.loadTestsFromName(name)))
    done = unittest.TextTestRunner(verbosity=2).run(unittest.TestSuite(tests[i - 1::n]))
    sys.exit(not done.wasSuccessful() or not done.testsRun and not done.skipped)


main()
