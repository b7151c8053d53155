-- postgres
INSERT INTO "genres" ("label") SELECT name FROM authors WHERE born > $1 RETURNING "id", "label"

-- sqlite
INSERT INTO "genres" ("label") SELECT name FROM authors WHERE born > ? RETURNING "id", "label"
