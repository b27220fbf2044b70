// Archives in a worker: first listed (what do readers want of it?), then, in a second pass, the picked
// entries are read. Archives within archives are followed to a depth; the number of an entry counts all
// levels in their order.
#pragma once
#include "engine/message.h"
#include "engine/patterns.h"
#include "engine/worker_sink.h"
#include "evidence/tree.h"
#include "readers/reader.h"

namespace waarborg {

void prepare_unpack(Patterns& inherited);  // before the first order
void unpack(const Order& order, const std::vector<int>& descriptors, const Limits& limits, WorkerSink& out);
// What readers want of an iOS backup whose parts were handed over; the order's path is that of Manifest.db.
// It takes the passwords out of the order.
void list_backup(Order& order, const std::vector<int>& descriptors, WorkerSink& out);
// One reader over one file. What it throws costs this file only; what it told before is kept.
void run_reader(const Reader& reader, const File& file, WorkerSink& out);
// The same over a Source, by the reader's shape.
void read_source(const Reader& reader, File& file, const Source& source, const Limits& limits,
                 WorkerSink& out);

}  // namespace waarborg
