-- postgres
INSERT INTO "books" ("author_id","title","price","sold") VALUES ($1,$2,$3,$4),($5,$6,$7,$8) ON CONFLICT ("author_id", "title") DO UPDATE SET "sold" = "books"."sold" + $9, "price" = excluded."price" WHERE "books"."sold" < excluded."sold" AND "books"."price" >= $10 RETURNING "id"

-- sqlite
INSERT INTO "books" ("author_id","title","price","sold") VALUES (?,?,?,?),(?,?,?,?) ON CONFLICT ("author_id", "title") DO UPDATE SET "sold" = "books"."sold" + ?, "price" = excluded."price" WHERE "books"."sold" < excluded."sold" AND "books"."price" >= ? RETURNING "id"
