-- postgres
SELECT "books"."author_id", string_agg("books"."title", $1 ORDER BY "books"."title" DESC) FILTER (WHERE "books"."sold" > $2) FROM "books" GROUP BY "books"."author_id"

-- sqlite
SELECT "books"."author_id", string_agg("books"."title", ? ORDER BY "books"."title" DESC) FILTER (WHERE "books"."sold" > ?) FROM "books" GROUP BY "books"."author_id"
