-- postgres
INSERT INTO "genres" ("label") VALUES (lower(CAST($1 AS text)))

-- sqlite
INSERT INTO "genres" ("label") VALUES (lower(?))
