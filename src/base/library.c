#include "base/library.h"

#include <dlfcn.h>

bool library_open(const char *file, const struct library_function *functions, size_t n)
{
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    for (size_t i = 0; library && i < n; i++)
        if (!(*functions[i].to = dlsym(library, functions[i].name))) return false;
    return library != NULL;
}
