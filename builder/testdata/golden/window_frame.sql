-- postgres
SELECT "books"."title", sum("books"."sold") FILTER (WHERE "books"."price" > $1) OVER (ORDER BY "books"."id" ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM "books"

-- sqlite
SELECT "books"."title", sum("books"."sold") FILTER (WHERE "books"."price" > ?) OVER (ORDER BY "books"."id" ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM "books"
