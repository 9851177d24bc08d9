/* aws/settings.h: what the environment and the profile say besides credentials. */
#ifndef RAMPART_AWS_SETTINGS_H
#define RAMPART_AWS_SETTINGS_H

#include "aws/config.h"
#include "aws/model.h"

/* NULL, 0 or VALUE_NONE where nothing is said. Its texts live in the arena it was made in; it holds no secrets. */
struct aws_settings {
    const char *region, *endpoint_url, *retry_mode, *ca_bundle;
    struct value services;      /* of the profile's `services` section: {"s3": {"endpoint_url": ...}} */
    unsigned max_attempts;
    bool ignore_endpoints;      /* AWS_IGNORE_CONFIGURED_ENDPOINT_URLS */
};

/* The environment, then the profile (VALUE_NONE: none). AWS_CONFIG when the profile names a services section that is not there, or a number is none. */
MUST_USE bool settings_read(struct arena *arena, const struct aws_config *config, struct value profile, struct aws_settings *out, struct error *err);
/* AWS_ENDPOINT_URL_SERVICE, AWS_ENDPOINT_URL, the profile's for the service, the profile's; *out NULL when none says anything. */
MUST_USE bool settings_endpoint_url(struct arena *arena, const struct aws_settings *settings, const struct aws_service *service, const char **out, struct error *err);

#endif
