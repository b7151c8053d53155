-- postgres
UPDATE "books" SET "price" = $1 FROM "authors" WHERE "books"."author_id" = "authors"."id" AND "authors"."name" = $2

-- sqlite
UPDATE "books" SET "price" = ? FROM "authors" WHERE "books"."author_id" = "authors"."id" AND "authors"."name" = ?
