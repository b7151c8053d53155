-- postgres
SELECT "authors"."name" FROM "authors" WHERE "authors"."id" IN (SELECT "books"."author_id" FROM "books" WHERE "books"."sold" > $1) AND "authors"."id" NOT IN (SELECT "books"."author_id" FROM "books" WHERE "books"."sold" > $2)

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE "authors"."id" IN (SELECT "books"."author_id" FROM "books" WHERE "books"."sold" > ?) AND "authors"."id" NOT IN (SELECT "books"."author_id" FROM "books" WHERE "books"."sold" > ?)
