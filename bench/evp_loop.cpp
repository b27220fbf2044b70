// The least that decrypting an iOS backup can cost: each file of a list is read and goes through
// EVP_DecryptUpdate, one after the other, by one thread; keys are given. `--write FOLDER` writes what comes
// out, too, into one file a source, and brings it to disk, for that is what `waarborg decrypt` must do;
// `--folders FILE` has the folders that are made first, a line each, and files go into them in turn. Held
// against it by bench/phones on the same files in the same run.
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace {

constexpr std::size_t buffer_bytes = 256 * 1024, block_bytes = 16, key_bytes = 32;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  operator int() const { return number_; }

 private:
  int number_;
};

struct Loop {
  std::string folder;                // to write into; empty: nothing is written
  std::vector<std::string> folders;  // within it, with a slash behind each
  unsigned long long files = 0, bytes = 0;
  std::vector<unsigned char> cipher = std::vector<unsigned char>(buffer_bytes);
  std::vector<unsigned char> plain = std::vector<unsigned char>(buffer_bytes + block_bytes);
  Context context = Context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);

  bool make_folders(const char* listed) {
    std::ifstream list(listed);
    for (std::string line; std::getline(list, line);) {
      if (mkdir((folder + "/" + line).c_str(), 0700) != 0 && errno != EEXIST) return false;
      folders.push_back(line + "/");
    }
    return !folders.empty();
  }

  bool put(int to, int bytes_there) {
    for (ssize_t at = 0; to >= 0 && at < bytes_there;) {
      const auto n = write(to, plain.data() + at, static_cast<std::size_t>(bytes_there - at));
      if (n < 0) return false;
      at += n;
    }
    return true;
  }

  bool file(const unsigned char* key, const std::string& path) {
    const Descriptor from(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (from < 0) return false;
    const auto name = folder + "/" + (folders.empty() ? std::string() : folders[files % folders.size()]) +
                      std::to_string(files);
    const Descriptor to(folder.empty() ? -1
                                       : open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!folder.empty() && to < 0) return false;
    const std::array<unsigned char, block_bytes> iv = {};
    if (EVP_DecryptInit_ex(context.get(), EVP_aes_256_cbc(), nullptr, key, iv.data()) != 1) return false;
    int out = 0;
    ssize_t n = 0;
    while ((n = read(from, cipher.data(), cipher.size())) > 0) {
      bytes += static_cast<unsigned long long>(n);
      if (EVP_DecryptUpdate(context.get(), plain.data(), &out, cipher.data(), static_cast<int>(n)) != 1 ||
          !put(to, out))
        return false;
    }
    ++files;
    return n == 0 && EVP_DecryptFinal_ex(context.get(), plain.data(), &out) == 1 && put(to, out);
  }
};

bool from_hex(const std::string& text, std::array<unsigned char, key_bytes>& out) {
  if (text.size() < 2 * key_bytes) return false;
  for (std::size_t i = 0; i < key_bytes; ++i)
    if (std::sscanf(text.data() + 2 * i, "%2hhx", &out[i]) != 1) return false;
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  const bool writes = count >= 4 && std::strcmp(arguments[2], "--write") == 0;
  const bool makes = writes && count == 6 && std::strcmp(arguments[4], "--folders") == 0;
  if (count != 2 && !(writes && (count == 4 || makes))) {
    std::fputs(
        "Usage: evp_loop LIST [--write FOLDER [--folders FILE]]\n"
        "A line of the list: KEY, 64 hex digits, a blank, PATH\n",
        stderr);
    return 2;
  }
  std::ifstream list(arguments[1]);
  if (!list) {
    std::fprintf(stderr, "%s: cannot be opened\n", arguments[1]);
    return 2;
  }
  Loop loop;
  if (writes) loop.folder = arguments[3];
  if (makes && !loop.make_folders(arguments[5])) {
    std::fprintf(stderr, "%s: the folders cannot be made\n", arguments[5]);
    return 2;
  }
  std::array<unsigned char, key_bytes> key = {};
  for (std::string line; std::getline(list, line);) {
    const auto path = line.size() > 2 * key_bytes ? line.substr(2 * key_bytes + 1) : std::string();
    errno = 0;
    if (!from_hex(line, key) || !loop.file(key.data(), path)) {
      std::fprintf(stderr, "%s: %s\n", path.c_str(),
                   errno == 0 ? "cannot be decrypted" : std::strerror(errno));
      return 1;
    }
  }
  if (writes) {
    const Descriptor folder(open(loop.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder < 0 || syncfs(folder) != 0) return std::perror(loop.folder.c_str()), 1;
  }
  std::printf("%llu files, %llu bytes\n", loop.files, loop.bytes);
  return 0;
}
