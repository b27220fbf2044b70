# Answers of the whole program, from SQLite and from PostgreSQL, and the pages in a browser. Readers cannot run in their
# sandbox under sanitizers, so builds with them leave this to the release build.
if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  add_test(NAME answer.program COMMAND ${PROJECT_SOURCE_DIR}/tests/ledger/with-postgresql
           /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/answer/run.py $<TARGET_FILE:waarborg>)
endif()
