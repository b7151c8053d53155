-- postgres
WITH "totals" AS (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > $1 GROUP BY "books"."author_id") SELECT "totals"."author_id" FROM "totals" UNION SELECT "authors"."id" FROM "authors" ORDER BY "author_id" LIMIT $2

-- sqlite
WITH "totals" AS (SELECT "books"."author_id", count(*) AS "books" FROM "books" WHERE "books"."sold" > ? GROUP BY "books"."author_id") SELECT "totals"."author_id" FROM "totals" UNION SELECT "authors"."id" FROM "authors" ORDER BY "author_id" LIMIT ?
