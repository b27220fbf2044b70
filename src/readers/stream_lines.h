// The lines of a stream, for readers of texts of any size.
#pragma once
#include "formats/lines.h"
#include "readers/reader.h"

namespace waarborg {

// Gives every line of the file's stream to `visit`. That the stream breaks off is told; what came before
// counts.
void feed_lines(const File& file, Lines& lines, const Lines::Visit& visit, Sink& out);

}  // namespace waarborg
