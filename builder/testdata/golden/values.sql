-- postgres
SELECT "totals"."author_id", "totals"."books" FROM (VALUES (CAST($1 AS bigint), CAST($2 AS bigint)), ($3, $4)) AS "totals"("author_id", "books") WHERE "totals"."books" > $5

-- sqlite
SELECT "totals"."author_id", "totals"."books" FROM (WITH "totals"("author_id", "books") AS (VALUES (?, ?), (?, ?)) SELECT * FROM "totals") AS "totals" WHERE "totals"."books" > ?
