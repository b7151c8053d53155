-- postgres
SELECT "authors"."name" FROM "authors" WHERE ("authors"."id", "authors"."name") IN (SELECT "books"."author_id", "books"."title" FROM "books" WHERE "books"."sold" > $1)

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE ("authors"."id", "authors"."name") IN (SELECT "books"."author_id", "books"."title" FROM "books" WHERE "books"."sold" > ?)
