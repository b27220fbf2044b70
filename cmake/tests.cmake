# Tests that are no unit tests of one layer: golden cases (one test a reader), the layer rule, fuzz targets.
add_executable(readers_golden tests/readers_test.cpp tests/reader_case.cpp tests/reader_run.cpp)
target_link_libraries(readers_golden PRIVATE readers PkgConfig::sqlite3)
target_include_directories(readers_golden PRIVATE tests tests/hive)
# Hives are made from text, for golden cases and for the tests of their format alike.
target_sources(readers_golden PRIVATE tests/hive/hive_builder.cpp tests/hive/hive_text.cpp)
target_sources(formats_test PRIVATE tests/hive/hive_builder.cpp tests/hive/hive_text.cpp)
target_include_directories(formats_test PRIVATE tests/hive)
add_executable(make_hive tests/hive/make_hive.cpp tests/hive/hive_builder.cpp tests/hive/hive_text.cpp)
target_link_libraries(make_hive PRIVATE base)
target_include_directories(make_hive PRIVATE tests/hive)
# A second reader of hives must see the same in them.
add_executable(dump_hive tests/hive/dump_hive.cpp)
target_link_libraries(dump_hive PRIVATE formats)
add_test(NAME hives.hivex COMMAND ${PROJECT_SOURCE_DIR}/tests/hive/compare.py $<TARGET_FILE:dump_hive>
         $<TARGET_FILE:make_hive> ${PROJECT_SOURCE_DIR}/tests/readers $ENV{WAARBORG_HIVES})

# Every reader and every folder of cases is one test: a reader without cases fails, and so do cases without a reader.
file(GLOB case_folders CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/tests/readers tests/readers/*)
set(tested ${all_readers_names} ${case_folders})
list(REMOVE_DUPLICATES tested)
foreach(name ${tested})
  add_test(NAME reader.${name} COMMAND readers_golden ${name} ${PROJECT_SOURCE_DIR}/tests/readers/${name})
  # Deep stacks for each allocation would cost more than the test: two frames are enough to find the place.
  set_tests_properties(reader.${name} PROPERTIES TIMEOUT 600 ENVIRONMENT ASAN_OPTIONS=malloc_context_size=2)
endforeach()

# The evidence of the story is what its maker makes; keys and their roles are kept beside it.
add_test(NAME story.evidence COMMAND sh -c "d=$(mktemp -d) && ${PROJECT_SOURCE_DIR}/tests/story/make-evidence $<TARGET_FILE:make_hive> $d/made && \
diff -r -x keys -x signatures.yaml $d/made ${PROJECT_SOURCE_DIR}/tests/story/evidence; code=$?; rm -rf $d; exit $code")
add_test(NAME harness COMMAND ${PROJECT_SOURCE_DIR}/tests/harness_test.py $<TARGET_FILE:readers_golden>
         ${PROJECT_SOURCE_DIR}/tests)
add_test(NAME layers COMMAND ${PROJECT_SOURCE_DIR}/tools/check-layers)

if(WAARBORG_FUZZ)
  foreach(name ${all_readers_names})
    add_executable(fuzz_${name} fuzz/reader_fuzz.cpp)
    target_compile_definitions(fuzz_${name} PRIVATE READER=${name})
    target_link_libraries(fuzz_${name} PRIVATE readers)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  endforeach()
endif()
