# Artefacts: golden files and hostile values in one program, and real resolvers, apt, browser and SQLite against what
# the program makes of directives.
file(GLOB enforcement_tests CONFIGURE_DEPENDS tests/enforcement/*_test.cpp)
add_executable(enforcement_golden ${enforcement_tests})
target_include_directories(enforcement_golden PRIVATE tests)
target_link_libraries(enforcement_golden PRIVATE outputs GTest::gtest_main)
add_test(NAME enforcement.golden COMMAND enforcement_golden)
set_tests_properties(enforcement.golden PROPERTIES ENVIRONMENT "WAARBORG_SOURCE=${PROJECT_SOURCE_DIR}")
add_test(NAME enforcement.real COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/enforcement/run.py
  $<TARGET_FILE:waarborg>)
set_tests_properties(enforcement.real PROPERTIES TIMEOUT 300)
