-- postgres
SELECT count(*) FILTER (WHERE "books"."price" > $1 AND "books"."sold" > $2), sum("books"."sold") FILTER (WHERE "books"."price" < $3) FROM "books"

-- sqlite
SELECT count(*) FILTER (WHERE "books"."price" > ? AND "books"."sold" > ?), sum("books"."sold") FILTER (WHERE "books"."price" < ?) FROM "books"
