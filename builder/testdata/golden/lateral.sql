-- postgres
SELECT "authors"."name", "top"."title" FROM "authors" LEFT JOIN LATERAL (SELECT "books"."id", "books"."author_id", "books"."title", "books"."price", "books"."sold" FROM "books" WHERE "books"."author_id" = "authors"."id" AND "books"."sold" > $1 ORDER BY "books"."sold" DESC LIMIT $2) AS "top" ON true

-- sqlite
-- no LATERAL
