-- postgres
SELECT "books"."id" FROM "books" WHERE ("books"."price", "books"."id") > ($1, $2) AND ("books"."price", "books"."id") < ($3, $4) ORDER BY "books"."price", "books"."id"

-- sqlite
SELECT "books"."id" FROM "books" WHERE ("books"."price", "books"."id") > (?, ?) AND ("books"."price", "books"."id") < (?, ?) ORDER BY "books"."price", "books"."id"
