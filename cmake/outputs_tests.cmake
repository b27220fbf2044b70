# Tests of the outputs beyond one function: golden files, the schema by its validator, the page in a browser.
add_library(outputs_sample STATIC tests/outputs/sample.cpp)
target_include_directories(outputs_sample PUBLIC tests)
target_link_libraries(outputs_sample PUBLIC outputs)

file(GLOB output_tests CONFIGURE_DEPENDS tests/outputs/*_test.cpp)
add_executable(outputs_golden ${output_tests})
target_link_libraries(outputs_golden PRIVATE outputs_sample GTest::gtest_main)
add_test(NAME outputs.golden COMMAND outputs_golden)
set_tests_properties(outputs.golden PROPERTIES ENVIRONMENT "WAARBORG_SOURCE=${PROJECT_SOURCE_DIR}")

# The samples are made once, for both tests that read them.
add_executable(make_sample tests/outputs/make_sample.cpp)
target_link_libraries(make_sample PRIVATE outputs_sample)
set(samples ${CMAKE_BINARY_DIR}/made/samples)
file(MAKE_DIRECTORY ${samples})
add_test(NAME outputs.samples COMMAND make_sample ${samples})
set_tests_properties(outputs.samples PROPERTIES FIXTURES_SETUP output_samples)
# Debian's own python3 has the validator; without it these tests fail, as they do without a browser.
add_test(NAME outputs.schema COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/outputs/schema_test.py ${samples})
add_test(NAME outputs.html COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/html/html_test.py ${samples})
# The official schema of CycloneDX is fetched once, by pip, and kept: without it the test fails.
set(cyclonedx_cache ${CMAKE_BINARY_DIR}/made/cyclonedx-schema)
add_test(NAME outputs.cyclonedx
         COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/outputs/cyclonedx_test.py ${samples} ${cyclonedx_cache})
add_test(NAME outputs.standards
         COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/outputs/standards_test.py ${samples} ${PROJECT_SOURCE_DIR}/../shared/schemas)
set_tests_properties(outputs.schema outputs.html outputs.cyclonedx outputs.standards PROPERTIES FIXTURES_REQUIRED output_samples)
add_test(NAME outputs.own_sbom
         COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/outputs/own_sbom_test.py $<TARGET_FILE:waarborg> ${cyclonedx_cache})
# Both fetch the same file when it is not there yet.
set_tests_properties(outputs.cyclonedx outputs.own_sbom PROPERTIES RESOURCE_LOCK cyclonedx_schema)
