// compile_data turns the YAML that people write into the JSON that the program carries. What is special about
// one folder is check_data(), which its layer defines; cmake/data.cmake links the two.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace waarborg {

struct DataFile {
  std::string name, text;  // name: as given, below the project's folder
};

struct DataFault {
  std::string file;
  std::uint64_t line = 0;  // 0: the file as a whole
  std::string why;
};

// Every fault of all files at once. The files are well-formed YAML already.
std::vector<DataFault> check_data(const std::vector<DataFile>& files);

}  // namespace waarborg
