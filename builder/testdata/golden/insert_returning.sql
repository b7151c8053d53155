-- postgres
INSERT INTO "books" ("author_id","title","price","sold") VALUES ($1,$2,$3,$4),($5,$6,$7,$8) RETURNING "id", "id", "author_id", "title", "price", "sold"

-- sqlite
INSERT INTO "books" ("author_id","title","price","sold") VALUES (?,?,?,?),(?,?,?,?) RETURNING "id", "id", "author_id", "title", "price", "sold"
