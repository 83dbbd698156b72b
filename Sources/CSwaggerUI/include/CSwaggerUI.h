// The files of Swagger UI, as they were in .build/swagger-ui when this was compiled.
// `scripts/setup` puts them there; without them everything compiles all the same, and there are
// none.
#ifndef CSWAGGERUI_H
#define CSWAGGERUI_H

#include <stddef.h>

/// A file, which is there as long as the program is.
struct swagger_ui_file {
    const char *name;
    /// As `Content-Type` has it.
    const char *type;
    const unsigned char *bytes;
    size_t count;
};

/// The first of the files, which lie behind each other; NULL where there are none.
const struct swagger_ui_file *swagger_ui_files(size_t *count);

/// The version of all of them, such as `v5.34.0`; NULL where there are none.
const char *swagger_ui_version(void);

#endif
