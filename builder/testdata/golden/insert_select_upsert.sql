-- postgres
INSERT INTO "books" ("author_id","title") SELECT "books"."author_id", "books"."title" FROM "books" ON CONFLICT ("author_id", "title") DO UPDATE SET "sold" = "books"."sold" + $1

-- sqlite
INSERT INTO "books" ("author_id","title") SELECT * FROM (SELECT "books"."author_id", "books"."title" FROM "books") WHERE true ON CONFLICT ("author_id", "title") DO UPDATE SET "sold" = "books"."sold" + ?
