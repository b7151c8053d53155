-- postgres
INSERT INTO "books" ("author_id","title","price","sold") VALUES ($1,$2,$3,$4),($5,$6,$7,$8) ON CONFLICT ON CONSTRAINT "books_title" DO UPDATE SET "price" = excluded."price"

-- sqlite
-- no ON CONFLICT ON CONSTRAINT
