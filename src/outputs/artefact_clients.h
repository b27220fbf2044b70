// The clients of exceptions, as DNS response policy zones write them (RPZ draft, section 4.1.1): prefix
// length, then the address backwards; in IPv6 the longest run of zero words is "zz".
#pragma once
#include <string>

#include "outputs/artefact.h"

namespace waarborg {

std::string fault_of(const PassThrough& exception);  // "" when it is usable
bool runs_on(const PassThrough& exception, Time now);
std::string rpz_client(const PassThrough& exception);  // "32.53.2.0.192.rpz-client-ip"; of a usable one

}  // namespace waarborg
