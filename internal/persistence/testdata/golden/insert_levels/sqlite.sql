-- stage 1

-- inserting author
INSERT INTO "authors" ("name") VALUES (?) RETURNING "id";
-- 1: ann

-- stage 2

-- inserting book
INSERT INTO "books" ("title", "author_id") VALUES (?, ?) RETURNING "id", "seen_on";
-- 1: a
-- 2: the id of author 1

-- inserting book
INSERT INTO "books" ("title", "author_id") VALUES (?, ?) RETURNING "id", "seen_on";
-- 1: b
-- 2: the id of author 1
