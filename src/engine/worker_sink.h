// WorkerSink is the Sink of a worker: it matches each full segment where it stands and sends it with its
// hits.
#pragma once
#include "engine/message.h"
#include "indicators/index.h"
#include "observations/sink.h"

namespace waarborg {

class WorkerSink : public Sink {
 public:
  WorkerSink(int socket, const Index& index) : socket_(socket), matcher_(index) {}

  void start(bool keep_all) { keep_all_ = keep_all; }
  void problem(Fault fault, std::string_view why, std::uint64_t offset) override {
    tell(fault, why, offset, {});
  }
  void tell(Fault fault, std::string_view why, std::uint64_t offset, std::string_view path,
            Say as = Say::problem);
  void flush();
  void say(const Packer& message);
  // The same, sent together with what is said next: many small messages are as many turns of two processes.
  void say_soon(const Packer& message);
  void alive();

 protected:
  void added(SegmentWriter& segment) override;

 private:
  void send_segment(const SegmentWriter& segment, std::uint32_t seen);

  int socket_;
  Blob soon_;  // frames that were not sent yet
  Matcher matcher_;
  bool keep_all_ = true;
  std::vector<Hit> hits_;
  SegmentWriter kept_;
  RecordView record_;
};

// Stream that says "alive" every 64 MiB, so that a long file is not taken for a loop.
class LivelyStream : public Stream {
 public:
  LivelyStream(Stream& inner, WorkerSink& sink) : inner_(inner), sink_(sink) {}
  Result<Bytes> next() override {
    auto got = inner_.next();
    if (got && (since_ += got->size()) >= 64u << 20) {
      since_ = 0;
      sink_.alive();
    }
    return got;
  }

 private:
  Stream& inner_;
  WorkerSink& sink_;
  std::uint64_t since_ = 0;
};

}  // namespace waarborg
