-- postgres
SELECT "numbers"."n", count("books"."id") FROM generate_series(CAST($1 AS bigint), CAST($2 AS bigint)) AS "numbers"("n") LEFT JOIN "books" ON "books"."author_id" = "numbers"."n" GROUP BY "numbers"."n" ORDER BY "numbers"."n"

-- sqlite
SELECT "numbers"."n", count("books"."id") FROM (WITH RECURSIVE "numbers"("n") AS (SELECT ? WHERE ? <= ? UNION ALL SELECT "n" + 1 FROM "numbers" WHERE "n" < ?) SELECT "n" FROM "numbers") AS "numbers" LEFT JOIN "books" ON "books"."author_id" = "numbers"."n" GROUP BY "numbers"."n" ORDER BY "numbers"."n"
