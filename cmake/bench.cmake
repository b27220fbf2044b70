# Programs that bench/run measures against or with. Nothing needs them but a measurement: build them by name.
add_executable(bare_walk EXCLUDE_FROM_ALL bench/bare_walk.cpp)
target_link_libraries(bare_walk PRIVATE flags)
add_executable(case_write EXCLUDE_FROM_ALL bench/case_write.cpp)
target_link_libraries(case_write PRIVATE casefile PkgConfig::fmt)
add_executable(evp_loop EXCLUDE_FROM_ALL bench/evp_loop.cpp)
target_link_libraries(evp_loop PRIVATE flags PkgConfig::libcrypto)
