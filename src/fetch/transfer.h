// One request and its answer, told to `hear` in pieces. Runs in a process of its own: see get.cpp.
#pragma once
#include <functional>
#include <string_view>

#include "fetch/address.h"
#include "fetch/get.h"

namespace waarborg {

enum class Heard : std::uint8_t { body, redirect, failed, whole };  // failed: a Fault's number and the reason

struct Transfer {
  WebAddress url;
  std::string ca_file, proxy_host;  // proxy_host "": none
  std::uint16_t proxy_port = 0;
  std::uint64_t most_bytes = 0;
  unsigned seconds = 0;  // without a sign of the server
};

void run_transfer(const Transfer& transfer, const std::function<void(Heard, std::string_view)>& hear);

}  // namespace waarborg
