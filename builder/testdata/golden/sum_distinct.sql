-- postgres
SELECT sum(DISTINCT "books"."sold"), count(DISTINCT "books"."author_id") FILTER (WHERE "books"."sold" > $1) FROM "books"

-- sqlite
SELECT sum(DISTINCT "books"."sold"), count(DISTINCT "books"."author_id") FILTER (WHERE "books"."sold" > ?) FROM "books"
