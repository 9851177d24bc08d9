/* rego/recursion.c: no rule may depend on itself. (Comes next.) */
#include "rego/check.h"

void pass_recursion(struct checker *c) { (void)c; }
