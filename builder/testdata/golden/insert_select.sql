-- postgres
INSERT INTO "genres" ("label") SELECT "authors"."name" FROM "authors" WHERE "authors"."born" > $1

-- sqlite
INSERT INTO "genres" ("label") SELECT "authors"."name" FROM "authors" WHERE "authors"."born" > ?
