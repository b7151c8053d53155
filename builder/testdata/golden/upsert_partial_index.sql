-- postgres
INSERT INTO "genres" ("label") VALUES ($1) ON CONFLICT (lower("label")) WHERE (label <> '') DO NOTHING

-- sqlite
INSERT INTO "genres" ("label") VALUES (?) ON CONFLICT (lower("label")) WHERE (label <> '') DO NOTHING
