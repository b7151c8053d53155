-- postgres
INSERT INTO "books" ("author_id","title","price","sold") VALUES ($1,$2,$3,$4),($5,$6,$7,$8) ON CONFLICT ("author_id", "title") DO UPDATE SET "price" = excluded."price", "sold" = excluded."sold"

-- sqlite
INSERT INTO "books" ("author_id","title","price","sold") VALUES (?,?,?,?),(?,?,?,?) ON CONFLICT ("author_id", "title") DO UPDATE SET "price" = excluded."price", "sold" = excluded."sold"
