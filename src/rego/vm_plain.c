/* rego/vm_plain.c: the interpreter for input without unknowns. */
#include "rego/vm_internal.h"

#define KLEENE 0
#define VM_RUN vm_run_plain
#include "rego/vm_loop.h"
