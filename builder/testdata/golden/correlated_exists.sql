-- postgres
SELECT "authors"."name" FROM "authors" WHERE NOT (EXISTS (SELECT "books"."id" FROM "books" WHERE "books"."author_id" = "authors"."id" AND "books"."sold" > $1))

-- sqlite
SELECT "authors"."name" FROM "authors" WHERE NOT (EXISTS (SELECT "books"."id" FROM "books" WHERE "books"."author_id" = "authors"."id" AND "books"."sold" > ?))
