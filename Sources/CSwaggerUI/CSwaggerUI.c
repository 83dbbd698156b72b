#include "CSwaggerUI.h"

#define VERSION "../../.build/swagger-ui/VERSION"

// The version alone is looked for: `scripts/setup` puts the whole folder there at once. A compiler
// that knows no #embed makes a program without the files.
#ifdef __has_embed
#if __has_embed(VERSION)
#define HAS_FILES
#endif
#endif

#ifdef HAS_FILES

static const char version[] = {
#embed VERSION
    , 0};
static const unsigned char script[] = {
#embed "../../.build/swagger-ui/swagger-ui-bundle.js"
};
static const unsigned char style[] = {
#embed "../../.build/swagger-ui/swagger-ui.css"
};
static const unsigned char page_style[] = {
#embed "../../.build/swagger-ui/index.css"
};
static const unsigned char icon[] = {
#embed "../../.build/swagger-ui/favicon-32x32.png"
};
static const unsigned char redirect_page[] = {
#embed "../../.build/swagger-ui/oauth2-redirect.html"
};
static const unsigned char redirect_script[] = {
#embed "../../.build/swagger-ui/oauth2-redirect.js"
};
static const unsigned char license[] = {
#embed "../../.build/swagger-ui/LICENSE"
};

static const struct swagger_ui_file files[] = {
    {"swagger-ui-bundle.js", "text/javascript; charset=utf-8", script, sizeof script},
    {"swagger-ui.css", "text/css; charset=utf-8", style, sizeof style},
    {"index.css", "text/css; charset=utf-8", page_style, sizeof page_style},
    {"favicon-32x32.png", "image/png", icon, sizeof icon},
    {"oauth2-redirect.html", "text/html; charset=utf-8", redirect_page, sizeof redirect_page},
    {"oauth2-redirect.js", "text/javascript; charset=utf-8", redirect_script,
     sizeof redirect_script},
    {"license", "text/plain; charset=utf-8", license, sizeof license},
};

const struct swagger_ui_file *swagger_ui_files(size_t *count) {
    *count = sizeof files / sizeof files[0];
    return files;
}

const char *swagger_ui_version(void) { return version; }

#else

const struct swagger_ui_file *swagger_ui_files(size_t *count) {
    *count = 0;
    return NULL;
}

const char *swagger_ui_version(void) { return NULL; }

#endif
