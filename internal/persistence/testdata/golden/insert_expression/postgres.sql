-- stage 1

-- inserting author
INSERT INTO "authors" ("name") VALUES ($1) RETURNING "id";
-- 1: ann

-- stage 2

-- inserting book
INSERT INTO "books" ("title","author_id") VALUES ($1,$2) RETURNING "id", "title", "seen_on";
-- 1: made
-- 2: the id of author 1
