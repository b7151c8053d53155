-- postgres
SELECT "loans"."reader", "books"."title" FROM "loans" JOIN "books" ON "loans"."book_id" = "books"."id" WHERE "loans"."book_id" > $1

-- sqlite
SELECT "loans"."reader", "books"."title" FROM "loans" JOIN "books" ON "loans"."book_id" = "books"."id" WHERE "loans"."book_id" > ?
