# The program with hostile readers beside the real ones, to test what a reader that was taken over can do. Not part of
# `all`, and for release builds only: under sanitizers a forbidden call fails instead of ending its process.
folder_list(hostile_readers Reader readers/reader.h src/readers tests/hostile_readers)
add_executable(waarborg_hostile EXCLUDE_FROM_ALL src/cli/main.cpp tests/hostile_readers/all_readers.cpp ${hostile_readers_cpp})
file(GLOB hostile_sources CONFIGURE_DEPENDS tests/hostile_readers/readers/*.cpp)
target_sources(waarborg_hostile PRIVATE ${hostile_sources})
target_link_libraries(waarborg_hostile PRIVATE cli)
