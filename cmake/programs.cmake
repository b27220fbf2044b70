add_executable(waarborg src/cli/main.cpp)
target_link_libraries(waarborg PRIVATE cli)
install(TARGETS waarborg RUNTIME DESTINATION bin)
install(FILES docs/waarborg.1 DESTINATION share/man/man1)
file(GLOB documents CONFIGURE_DEPENDS docs/*.md)
install(FILES ${documents} README.md ARCHITECTURE.md CHANGELOG.md CONTRIBUTING.md SECURITY.md DESTINATION share/doc/waarborg)
install(DIRECTORY docs/schemas docs/collect docs/decisions DESTINATION share/doc/waarborg)

# The program writes its completion itself, so that no option is forgotten there.
set(completion ${CMAKE_BINARY_DIR}/made/completion)
install(CODE "
  file(MAKE_DIRECTORY \"${completion}\")
  foreach(shell bash zsh fish)
    execute_process(COMMAND \"$<TARGET_FILE:waarborg>\" completion \${shell}
      OUTPUT_FILE \"${completion}/\${shell}\" COMMAND_ERROR_IS_FATAL ANY)
  endforeach()")
install(FILES ${completion}/bash DESTINATION share/bash-completion/completions RENAME waarborg)
install(FILES ${completion}/zsh DESTINATION share/waarborg RENAME completion.zsh)
install(FILES ${completion}/fish DESTINATION share/fish/vendor_completions.d RENAME waarborg.fish)
