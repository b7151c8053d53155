-- postgres
UPDATE "authors" SET "born" = (SELECT max("books"."sold") FROM "books" WHERE "books"."author_id" = "authors"."id" AND "books"."price" > $1) WHERE "authors"."name" = $2

-- sqlite
UPDATE "authors" SET "born" = (SELECT max("books"."sold") FROM "books" WHERE "books"."author_id" = "authors"."id" AND "books"."price" > ?) WHERE "authors"."name" = ?
