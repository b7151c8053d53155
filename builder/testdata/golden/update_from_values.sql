-- postgres
UPDATE "books" SET "sold" = "totals"."books" FROM (VALUES (CAST($1 AS bigint), CAST($2 AS bigint)), ($3, $4)) AS "totals"("author_id", "books") WHERE "books"."author_id" = "totals"."author_id" AND "books"."price" > $5

-- sqlite
UPDATE "books" SET "sold" = "totals"."books" FROM (WITH "totals"("author_id", "books") AS (VALUES (?, ?), (?, ?)) SELECT * FROM "totals") AS "totals" WHERE "books"."author_id" = "totals"."author_id" AND "books"."price" > ?
