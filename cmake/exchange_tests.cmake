# Tests of the sealed exchange beyond one layer: the published vectors of the age format, and the program end to end.
find_package(ZLIB REQUIRED)
add_executable(age_vectors tests/exchange/age_vectors.cpp)
target_link_libraries(age_vectors PRIVATE crypto ZLIB::ZLIB GTest::gtest_main)
add_test(NAME exchange.age_vectors COMMAND age_vectors)
set_tests_properties(exchange.age_vectors PROPERTIES SKIP_REGULAR_EXPRESSION "no vectors in" ENVIRONMENT
                     "WAARBORG_SOURCE=${PROJECT_SOURCE_DIR}")
add_test(NAME exchange.program COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/exchange/run.py $<TARGET_FILE:waarborg>)
