// The lines of a stream, for readers of texts of any size. Text in UTF-16 with its mark (PowerShell's '>'
// writes it) is given as UTF-8; offsets of its lines are still those of the file, Lines::size() counts the
// UTF-8.
#pragma once
#include "formats/lines.h"
#include "readers/reader.h"

namespace waarborg {

// Gives every line of the file's stream to `visit`. That the stream breaks off, or that it is UTF-16 that is
// cut or damaged, is told; what came before counts, and reading goes on behind what is damaged.
void feed_lines(const File& file, Lines& lines, const Lines::Visit& visit, Sink& out);

// The same for a visit that may say by false that it wants no more: then no line is given any more, the rest
// is not read, and nothing is told of it. False where it did.
bool feed_lines_while(const File& file, Lines& lines, const std::function<bool(const Line&)>& visit,
                      Sink& out);

}  // namespace waarborg
