-- postgres
DELETE FROM "authors" WHERE NOT (EXISTS (SELECT 1 FROM "books" WHERE "books"."author_id" = "authors"."id")) AND "authors"."name" <> $1

-- sqlite
DELETE FROM "authors" WHERE NOT (EXISTS (SELECT 1 FROM "books" WHERE "books"."author_id" = "authors"."id")) AND "authors"."name" <> ?
