#pragma once
#include <stddef.h>

#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>

/// Parses `count` bytes of UTF-8 (NULs and bad sequences become U+FFFD) as CommonMark with the extensions
/// table, strikethrough, autolink and tasklist, and footnotes. The caller owns the tree and frees it with
/// `cmark_node_free`. Returns NULL only when memory runs out. Keeps no pointer.
/// May be called from any thread: the parser's global tables are locked meanwhile.
/// Wraps `cmark_parser_feed` and `cmark_parser_finish`.
cmark_node *cmarkdown_parse(const char *text, size_t count);
