#include "CMarkdown.h"

#include <pthread.h>

// Attaching an extension changes tables that all parsers of the process share.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const char *const extensions[] = {"table", "strikethrough", "autolink", "tasklist"};

cmark_node *cmarkdown_parse(const char *text, size_t count) {
    pthread_mutex_lock(&lock);
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_FOOTNOTES);
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        cmark_syntax_extension *extension = cmark_find_syntax_extension(extensions[i]);
        if (extension) cmark_parser_attach_syntax_extension(parser, extension);
    }
    cmark_parser_feed(parser, text, count);
    cmark_node *document = cmark_parser_finish(parser);
    cmark_parser_free(parser);
    pthread_mutex_unlock(&lock);
    return document;
}
