/* aws/config.h: the shared config and credentials files, read as botocore reads them: INI with [profile NAME], [sso-session NAME] and [services NAME], and
 * settings that hold settings (one level, indented). A file that is not there is as if it were empty. */
#ifndef RAMPART_AWS_CONFIG_H
#define RAMPART_AWS_CONFIG_H

#include "aws/aws_errors.h"
#include "value/value.h"

#define CONFIG_FILE_MAX ((size_t)16 << 20)

struct aws_config {
    const char *config_path, *credentials_path;
    struct value profiles, sso_sessions, services;   /* objects by name, of objects of strings (or of objects of strings) */
};

/* One INI text: {SECTION: {KEY: TEXT or {KEY: TEXT}}}, keys in lower case. AWS_CONFIG with the line. */
MUST_USE bool config_parse(struct arena *arena, struct str text, struct value *out, struct error *err);
/* Both files, where the environment or the home directory has them; what the credentials file says of a profile counts. The arena then holds secrets: arena_wipe. */
MUST_USE bool config_load(struct arena *arena, struct aws_config *out, struct error *err);
/* A setting of a profile (or of any object), or NULL when absent or empty. */
const char *config_text(struct value profile, const char *key);

#endif
