-- postgres
SELECT "numbers"."n" FROM generate_series(CAST($1 AS bigint), CAST($2 AS bigint)) AS "numbers"("n") WHERE "numbers"."n" > $3

-- sqlite
SELECT "numbers"."n" FROM generate_series(?, ?) AS "numbers" WHERE "numbers"."n" > ?
