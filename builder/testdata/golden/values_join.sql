-- postgres
SELECT "authors"."name", "totals"."books" FROM "authors" JOIN (VALUES (CAST($1 AS bigint), CAST($2 AS bigint))) AS "totals"("author_id", "books") ON "totals"."author_id" = "authors"."id" WHERE "authors"."id" > $3

-- sqlite
SELECT "authors"."name", "totals"."books" FROM "authors" JOIN (WITH "totals"("author_id", "books") AS (VALUES (?, ?)) SELECT * FROM "totals") AS "totals" ON "totals"."author_id" = "authors"."id" WHERE "authors"."id" > ?
