-- postgres
SELECT "books"."title" FROM "books" WHERE "books"."sold" BETWEEN "books"."id" AND "books"."author_id"

-- sqlite
SELECT "books"."title" FROM "books" WHERE "books"."sold" BETWEEN "books"."id" AND "books"."author_id"
