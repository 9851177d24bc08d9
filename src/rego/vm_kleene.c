/* rego/vm_kleene.c: the interpreter for input with unknowns. */
#include "rego/vm_internal.h"

#define KLEENE 1
#define VM_RUN vm_run_kleene
#include "rego/vm_loop.h"
