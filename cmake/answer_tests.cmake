# Answers of the whole program, from SQLite and from PostgreSQL, and the pages in a browser.
add_test(NAME answer.program COMMAND ${PROJECT_SOURCE_DIR}/tests/ledger/with-postgresql
         /usr/bin/python3 ${PROJECT_SOURCE_DIR}/tests/answer/run.py $<TARGET_FILE:waarborg>)
