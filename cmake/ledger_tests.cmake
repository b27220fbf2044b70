# The tests of the ledger once more, on PostgreSQL.
add_test(NAME ledger_postgresql COMMAND ${PROJECT_SOURCE_DIR}/tests/ledger/with-postgresql
         $<TARGET_FILE:ledger_test> --gtest_filter=*PostgreSQL*)
