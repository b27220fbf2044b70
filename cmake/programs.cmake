add_executable(waarborg src/cli/main.cpp)
target_link_libraries(waarborg PRIVATE cli)
install(TARGETS waarborg RUNTIME DESTINATION bin)
