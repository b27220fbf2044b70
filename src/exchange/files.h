// The few operations on files that the exchange needs: read in pieces, write whole or not at all, and the
// folder that is a carrier. A carrier's folder is hostile: names mean nothing, links are not followed, only
// plain files count.
#pragma once
#include <string>
#include <vector>

#include "exchange/parcel.h"

namespace waarborg {

tl::unexpected<Error> system_error(const std::string& what);  // with the reason that errno has
Result<> read_descriptor(int file, const AgeOut& out);
Result<> write_descriptor(int file, Bytes bytes);
Result<> sync_folder_of(const std::string& path);
Pieces pieces_of_file(std::string path);  // a regular file, opened anew at each call; links are not followed

// A file under a temporary name in `folder`, which goes away unless it is kept.
class NewFile {
 public:
  static Result<NewFile> create(const std::string& folder);  // for its owner only
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();
  Result<> add(Bytes bytes) { return write_descriptor(file_, bytes); }
  // Brings the bytes to disk and closes the file.
  Result<> finish(bool for_others = false);
  // Takes the name, in the same folder, over what may be there; then the folder is brought to disk.
  Result<> keep_as(const std::string& name);
  // The same where nothing has that name; false where something has, which stays as it is.
  Result<bool> keep_as_new(const std::string& name);

 private:
  NewFile() = default;
  std::string folder_, partial_;
  int file_ = -1;
};

constexpr std::string_view parcel_suffix = ".parcel";
Result<std::vector<std::string>> parcels_in(const std::string& folder);  // sorted paths

}  // namespace waarborg
