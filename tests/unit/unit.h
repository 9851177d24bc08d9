/* tests/unit/unit.h: what every unit test includes. */
#ifndef RAMPART_TESTS_UNIT_H
#define RAMPART_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#endif
